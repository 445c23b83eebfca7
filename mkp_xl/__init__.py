"""mkp_xl: the customer potential matrix (МКП) inside the Excel lists a sales team keeps."""

__version__ = "0.1.0"
