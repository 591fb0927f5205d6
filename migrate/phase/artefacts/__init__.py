"""One module a work item whose document is more than its registers: `item<NN>_<name>.py` with `ARTEFACT`."""
