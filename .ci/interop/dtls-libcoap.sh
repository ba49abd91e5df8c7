#!/usr/bin/env bash
# DTLS, and CoAP over it, against libcoap's example servers on GnuTLS and on OpenSSL (Debian:
# libcoap3-bin).
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
install_debian coap-server-gnutls libcoap3-bin
install_debian coap-server-openssl libcoap3-bin
run_interop dtls-libcoap
