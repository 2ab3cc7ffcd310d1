"""Making other systems know what they must, until they have answered for it."""
