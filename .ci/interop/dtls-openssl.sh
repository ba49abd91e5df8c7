#!/usr/bin/env bash
# DTLS against OpenSSL's s_server (Debian: openssl).
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
install_debian openssl openssl
run_interop dtls-openssl
