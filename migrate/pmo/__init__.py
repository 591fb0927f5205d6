"""PMO: a body's monthly report out; collected reports in a store; roll-up, slips, dashboard."""
