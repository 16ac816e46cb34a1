// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagebytes.h"

namespace media {

namespace {

//! ITU-T T.81, table B.1.
constexpr quint8 kSoi = 0xd8;
constexpr quint8 kEoi = 0xd9;
constexpr quint8 kSos = 0xda;

bool isFrameHeader(quint8 marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool standsAlone(quint8 marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

//! The position of the next marker's 0xff after entropy-coded data; −1 when the bytes end before.
qint64 endOfScan(const ImageBytes &bytes, qint64 at)
{
    for (;;) {
        at = bytes.find('\xff', at);
        if (at < 0 || !bytes.has(at, 2))
            return -1;
        const quint8 next = bytes.u8(at + 1);
        const bool isData = next == 0x00 || (next >= 0xd0 && next <= 0xd7); // a stuffed byte, a restart
        if (!isData && next != 0xff)
            return at;
        at += next == 0xff ? 1 : 2;
    }
}

} // namespace

Walk walkJpeg(const ImageBytes &bytes, qint64 maxPixels)
{
    using State = Walk::State;
    Walk walk;
    bool hasScan = false;
    qint64 at = 2;
    for (;;) {
        // Stray bytes between segments are skipped, as decoders do.
        at = bytes.find('\xff', at);
        if (!bytes.has(at, 2))
            return {State::Truncated, walk.width, walk.height};
        const quint8 marker = bytes.u8(at + 1);
        if (marker == 0xff) { // fill bytes
            ++at;
            continue;
        }
        if (marker == kEoi) {
            const bool whole = hasScan && walk.width > 0 && walk.height > 0;
            return {whole ? State::Whole : State::Broken, walk.width, walk.height};
        }
        if (standsAlone(marker) && marker != kSoi) {
            at += 2;
            continue;
        }
        const qint64 length = bytes.be16(at + 2);
        if (!bytes.has(at + 2, 2))
            return {State::Truncated, walk.width, walk.height};
        if (length < 2 || marker == kSoi || marker == 0x00)
            return {State::Broken, walk.width, walk.height};
        if (!bytes.has(at + 2, length))
            return {State::Truncated, walk.width, walk.height};
        if (isFrameHeader(marker)) {
            if (length < 8 || walk.width > 0)
                return {State::Broken, walk.width, walk.height};
            walk.height = bytes.be16(at + 5);
            walk.width = bytes.be16(at + 7);
            if (walk.width == 0 || walk.height == 0 || isOverLimit(walk.width, walk.height, maxPixels))
                return {State::Broken, walk.width, walk.height};
        }
        at += 2 + length;
        if (marker == kSos) {
            if (walk.width == 0)
                return walk;
            hasScan = true;
            at = endOfScan(bytes, at);
            if (at < 0)
                return {State::Truncated, walk.width, walk.height};
        }
    }
}

} // namespace media
