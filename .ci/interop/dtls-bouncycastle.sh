#!/usr/bin/env bash
# DTLS against BouncyCastle, which runs inside the program.
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
run_interop dtls-bouncycastle
