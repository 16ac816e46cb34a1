// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagebytes.h"

#include <algorithm>

namespace media {

namespace {

//! Bytes of the colour table that a packed field announces.
qint64 colourTable(quint8 packed)
{
    return (packed & 0x80) ? 3LL << ((packed & 0x07) + 1) : 0;
}

//! The position after a chain of sub-blocks; −1 when the bytes end before.
qint64 afterSubBlocks(const ImageBytes &bytes, qint64 at)
{
    for (;;) {
        if (!bytes.has(at, 1))
            return -1;
        const quint8 length = bytes.u8(at);
        at += 1 + length;
        if (length == 0)
            return at;
    }
}

} // namespace

Walk walkGif(const ImageBytes &bytes, qint64 maxPixels)
{
    using State = Walk::State;
    if (!bytes.has(0, 13))
        return {State::Truncated, 0, 0};
    Walk walk{State::Broken, bytes.le16(6), bytes.le16(8)};
    const Walk truncated{State::Truncated, walk.width, walk.height};
    if (isOverLimit(walk.width, walk.height, maxPixels))
        return walk;
    bool hasFrame = false;
    qint64 at = 13 + colourTable(bytes.u8(10));
    for (;;) {
        if (!bytes.has(at, 1))
            return truncated;
        const quint8 block = bytes.u8(at);
        if (block == 0x3b) { // the trailer
            walk.state = hasFrame && walk.width > 0 && walk.height > 0 ? State::Whole : State::Broken;
            return walk;
        }
        if (block == 0x21) { // an extension: its label, then sub-blocks
            at = afterSubBlocks(bytes, at + 2);
        } else if (block == 0x2c) { // a frame: descriptor, colours, code size, sub-blocks
            if (!bytes.has(at, 10))
                return truncated;
            // A screen without a size is as large as its first frame, as browsers have it.
            walk.width = std::max<qint64>(walk.width, hasFrame ? 0 : bytes.le16(at + 5));
            walk.height = std::max<qint64>(walk.height, hasFrame ? 0 : bytes.le16(at + 7));
            if (isOverLimit(walk.width, walk.height, maxPixels))
                return walk;
            hasFrame = true;
            at = afterSubBlocks(bytes, at + 10 + colourTable(bytes.u8(at + 9)) + 1);
        } else if (block == 0) { // padding that some writers leave
            ++at;
        } else {
            return walk;
        }
        if (at < 0)
            return truncated;
    }
}

} // namespace media
