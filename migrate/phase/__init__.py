"""The procedure manual: 40 steps as data, the progress in them, and what in the ledger speaks for a step."""
