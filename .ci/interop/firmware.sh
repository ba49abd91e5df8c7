#!/usr/bin/env bash
# Firmware updates with programs that we did not write: npm coap and libcoap's coap-client push an
# image over DTLS, libcoap's example servers have it fetched, with DTLS and without. Needs node, npm
# and Debian's libcoap3-bin.
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
install_npm coap
install_debian coap-client-notls libcoap3-bin
run_interop firmware "$here/coap"
