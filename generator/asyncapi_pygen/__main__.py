"""``python -m asyncapi_pygen`` is the command ``asyncapi-pygen``."""

from asyncapi_pygen.cli import main

if __name__ == "__main__":
    main()
