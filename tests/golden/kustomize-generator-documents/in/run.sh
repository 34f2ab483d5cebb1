#!/bin/sh
docker pull ghcr.io/org/app:v1
docker run nginx:1.27
