"""The account as one page for a browser, which asks for nothing from the network."""
