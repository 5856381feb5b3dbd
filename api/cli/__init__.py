"""The command line `xingfu`."""
