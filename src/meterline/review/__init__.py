"""The reviewer's queue: what a person has to decide, one item after another, by one key."""
