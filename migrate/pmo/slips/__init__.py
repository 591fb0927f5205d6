"""Who slips and why: facts of every system by SQL, reasons by rules of data, a ranked list, causes that many share."""
