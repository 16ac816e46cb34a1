// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagebytes.h"

namespace media {

namespace {

//! A box of ISO/IEC 14496-12, section 4.2.
struct Box
{
    qint64 start = 0;
    qint64 content = 0;
    qint64 end = 0;
};

enum class BoxState { Whole, Truncated, Broken };

BoxState readBox(const ImageBytes &bytes, qint64 at, qint64 limit, Box &box)
{
    if (!bytes.has(at, 8))
        return BoxState::Truncated;
    quint64 size = bytes.be32(at);
    box = {at, at + 8, 0};
    if (size == 1) {
        if (!bytes.has(at, 16))
            return BoxState::Truncated;
        size = bytes.be64(at + 8);
        box.content = at + 16;
    } else if (size == 0) { // to the end
        size = static_cast<quint64>(limit - at);
    }
    if (size < static_cast<quint64>(box.content - at))
        return BoxState::Broken;
    if (size > static_cast<quint64>(limit - at))
        return BoxState::Truncated;
    box.end = at + static_cast<qint64>(size);
    return BoxState::Whole;
}

//! The largest "image spatial extents" property (ISO/IEC 23008-12, section 6.5.3): tiles and thumbnails are
//! smaller than the picture they belong to.
bool readExtents(const ImageBytes &bytes, const Box &container, int depth, Walk &walk)
{
    for (qint64 at = container.content; at < container.end;) {
        Box box;
        if (readBox(bytes, at, container.end, box) != BoxState::Whole)
            return false;
        if ((bytes.is(at + 4, "iprp") || bytes.is(at + 4, "ipco")) && depth < 4) {
            if (!readExtents(bytes, box, depth + 1, walk))
                return false;
        } else if (bytes.is(at + 4, "ispe") && box.end - box.content >= 12) {
            const qint64 width = bytes.be32(box.content + 4);
            const qint64 height = bytes.be32(box.content + 8);
            if (isOverLimit(width, height, walk.width > 0 ? walk.width * walk.height : 0)) {
                walk.width = width;
                walk.height = height;
            }
            if (isOverLimit(walk.width, walk.height, 0x7fffffffffffLL))
                return true; // larger than any limit; more would overflow
        }
        at = box.end;
    }
    return true;
}

} // namespace

Walk walkAvif(const ImageBytes &bytes, qint64 maxPixels)
{
    using State = Walk::State;
    Walk walk;
    bool hasData = false;
    for (qint64 at = 0; at < bytes.size();) {
        Box box;
        const BoxState state = readBox(bytes, at, bytes.size(), box);
        if (state == BoxState::Truncated)
            return {State::Truncated, walk.width, walk.height};
        if (state == BoxState::Broken)
            return walk;
        if (bytes.is(at + 4, "meta")) {
            box.content += 4; // version and flags
            if (!readExtents(bytes, box, 0, walk) || isOverLimit(walk.width, walk.height, maxPixels))
                return walk;
        }
        hasData = hasData || bytes.is(at + 4, "mdat") || bytes.is(at + 4, "moov");
        at = box.end;
    }
    if (!hasData) // whole boxes, but the picture itself has not come
        return {State::Truncated, walk.width, walk.height};
    walk.state = walk.width > 0 && walk.height > 0 ? State::Whole : State::Broken;
    return walk;
}

} // namespace media
