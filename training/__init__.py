"""The recipe of the letter model: lines made hard, training, averaging, export, evaluation."""
