"""Take-downs: captures that are withheld from readers, or taken out of the files."""
