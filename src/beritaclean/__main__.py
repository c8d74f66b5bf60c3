"""`python -m beritaclean`: the command line."""

from beritaclean.cli import main

if __name__ == "__main__":
    main()
