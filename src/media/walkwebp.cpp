// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagebytes.h"

namespace media {

namespace {

//! The size in a lossy bitstream's key frame (RFC 6386, section 9.1).
bool readVp8(const ImageBytes &bytes, qint64 at, qint64 length, Walk &walk)
{
    if (length < 10 || (bytes.u8(at) & 1) != 0 || !bytes.is(at + 3, "\x9d\x01\x2a"))
        return false;
    walk.width = bytes.le16(at + 6) & 0x3fff;
    walk.height = bytes.le16(at + 8) & 0x3fff;
    return true;
}

//! The size in a lossless bitstream's header (WebP lossless bitstream specification, section 3).
bool readVp8l(const ImageBytes &bytes, qint64 at, qint64 length, Walk &walk)
{
    if (length < 5 || bytes.u8(at) != 0x2f)
        return false;
    const quint32 packed = bytes.le32(at + 1);
    walk.width = (packed & 0x3fff) + 1;
    walk.height = ((packed >> 14) & 0x3fff) + 1;
    return true;
}

} // namespace

Walk walkWebp(const ImageBytes &bytes, qint64 maxPixels)
{
    using State = Walk::State;
    if (!bytes.has(0, 20))
        return {State::Truncated, 0, 0};
    const qint64 end = 8 + static_cast<qint64>(bytes.le32(4));
    Walk walk;
    bool hasPicture = false;
    bool hasCanvas = false;
    for (qint64 at = 12; at + 8 <= end;) {
        if (!bytes.has(at, 8))
            return {State::Truncated, walk.width, walk.height};
        const qint64 length = bytes.le32(at + 4);
        if (at + 8 + length > end)
            return {State::Broken, walk.width, walk.height};
        Walk frame;
        bool isSized = false;
        if (bytes.is(at, "VP8 ") && bytes.has(at + 8, 10))
            isSized = readVp8(bytes, at + 8, length, frame);
        else if (bytes.is(at, "VP8L") && bytes.has(at + 8, 5))
            isSized = readVp8l(bytes, at + 8, length, frame);
        hasPicture = hasPicture || isSized || bytes.is(at, "ANMF");
        if (bytes.is(at, "VP8X") && length >= 10 && bytes.has(at + 8, 10)) {
            walk.width = qint64(bytes.le24(at + 12)) + 1;
            walk.height = qint64(bytes.le24(at + 15)) + 1;
            hasCanvas = true;
        } else if (isSized && !hasCanvas && walk.width == 0) {
            walk.width = frame.width;
            walk.height = frame.height;
        }
        if (isOverLimit(walk.width, walk.height, maxPixels))
            return {State::Broken, walk.width, walk.height};
        if (!bytes.has(at + 8, length))
            return {State::Truncated, walk.width, walk.height};
        at += 8 + length + (length & 1);
    }
    if (end > bytes.size() + 1) // one byte of padding may be missing
        return {State::Truncated, walk.width, walk.height};
    walk.state = hasPicture && walk.width > 0 && walk.height > 0 ? State::Whole : State::Broken;
    return walk;
}

} // namespace media
