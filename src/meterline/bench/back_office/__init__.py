"""What the company's data costs: importing, finding, submitting, charging, checking.

Every measure is taken of the commands that a company runs, on a made-up company (`synth`).
"""
