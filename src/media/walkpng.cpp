// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagebytes.h"

#include <array>

namespace media {

namespace {

using Tables = std::array<std::array<quint32, 256>, 8>;

//! CRC-32 as PNG's annex D has it, in tables for eight bytes at once: galleries are large.
constexpr Tables makeTables()
{
    Tables tables{};
    for (quint32 n = 0; n < 256; ++n) {
        quint32 crc = n;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1) ? 0xedb88320U ^ (crc >> 1) : crc >> 1;
        tables[0][n] = crc;
    }
    for (size_t t = 1; t < 8; ++t) {
        for (size_t n = 0; n < 256; ++n)
            tables[t][n] = tables[0][tables[t - 1][n] & 0xff] ^ (tables[t - 1][n] >> 8);
    }
    return tables;
}

constexpr Tables kTables = makeTables();

quint32 crcOf(QByteArrayView bytes)
{
    quint32 crc = 0xffffffffU;
    const auto *data = reinterpret_cast<const quint8 *>(bytes.data());
    qsizetype left = bytes.size();
    for (; left >= 8; left -= 8, data += 8) {
        crc ^= static_cast<quint32>(data[0]) | static_cast<quint32>(data[1]) << 8 |
               static_cast<quint32>(data[2]) << 16 | static_cast<quint32>(data[3]) << 24;
        crc = kTables[7][crc & 0xff] ^ kTables[6][(crc >> 8) & 0xff] ^ kTables[5][(crc >> 16) & 0xff] ^
              kTables[4][crc >> 24] ^ kTables[3][data[4]] ^ kTables[2][data[5]] ^ kTables[1][data[6]] ^
              kTables[0][data[7]];
    }
    for (; left > 0; --left, ++data)
        crc = kTables[0][(crc ^ *data) & 0xff] ^ (crc >> 8);
    return ~crc;
}

} // namespace

Walk walkPng(const ImageBytes &bytes, qint64 maxPixels)
{
    using State = Walk::State;
    constexpr qint64 kAround = 12; // length, type, checksum
    Walk walk;
    bool hasData = false;
    for (qint64 at = 8;;) {
        if (!bytes.has(at, 8))
            return {State::Truncated, walk.width, walk.height};
        const qint64 length = bytes.be32(at);
        const bool first = at == 8;
        if (first) {
            if (!bytes.is(at + 4, "IHDR") || length != 13)
                return walk;
            if (!bytes.has(at, kAround + length))
                return {State::Truncated, 0, 0};
            walk.width = bytes.be32(at + 8);
            walk.height = bytes.be32(at + 12);
            if (walk.width == 0 || walk.height == 0 || isOverLimit(walk.width, walk.height, maxPixels))
                return walk;
        }
        if (length > 0x7fffffff)
            return walk;
        if (!bytes.has(at, kAround + length))
            return {State::Truncated, walk.width, walk.height};
        if (crcOf(bytes.all().sliced(at + 4, 4 + length)) != bytes.be32(at + 8 + length))
            return walk;
        hasData = hasData || (bytes.is(at + 4, "IDAT") && length > 0);
        if (bytes.is(at + 4, "IEND"))
            return {hasData ? State::Whole : State::Broken, walk.width, walk.height};
        at += kAround + length;
    }
}

} // namespace media
