// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QtGlobal>

#include <optional>

namespace media {

//! Reads numbers from foreign bytes; nothing outside of them is ever touched. Positions are absolute.
class ImageBytes
{
public:
    explicit ImageBytes(QByteArrayView bytes) : m_bytes(bytes) {}

    qint64 size() const { return m_bytes.size(); }
    bool has(qint64 at, qint64 count) const
    {
        return at >= 0 && count >= 0 && at <= size() && count <= size() - at;
    }
    //! The byte there; 0 outside (ask has() where that matters).
    quint8 u8(qint64 at) const { return has(at, 1) ? static_cast<quint8>(m_bytes[at]) : quint8(0); }
    quint32 be16(qint64 at) const { return static_cast<quint32>(u8(at)) << 8 | u8(at + 1); }
    quint32 be32(qint64 at) const { return be16(at) << 16 | be16(at + 2); }
    quint64 be64(qint64 at) const { return static_cast<quint64>(be32(at)) << 32 | be32(at + 4); }
    quint32 le16(qint64 at) const { return static_cast<quint32>(u8(at + 1)) << 8 | u8(at); }
    quint32 le24(qint64 at) const { return static_cast<quint32>(u8(at + 2)) << 16 | le16(at); }
    quint32 le32(qint64 at) const { return le16(at + 2) << 16 | le16(at); }
    bool is(qint64 at, QByteArrayView text) const
    {
        return has(at, text.size()) && m_bytes.sliced(at, text.size()) == text;
    }
    //! The position of the next such byte at or after there; −1 when there is none.
    qint64 find(char byte, qint64 from) const { return from < size() ? m_bytes.indexOf(byte, from) : -1; }
    QByteArrayView all() const { return m_bytes; }

private:
    QByteArrayView m_bytes;
};

//! What walking through a file's structure found.
struct Walk
{
    enum class State { Whole, Truncated, Broken };

    State state = State::Broken;
    qint64 width = 0; //!< 0 as long as the header has not said it
    qint64 height = 0;
};

//! One walker per format. They look at structure only: markers, lengths, checksums of chunks. As soon as the
//! size is known and over the limit they return, for the rest does not matter then.
Walk walkJpeg(const ImageBytes &bytes, qint64 maxPixels);
Walk walkPng(const ImageBytes &bytes, qint64 maxPixels);
Walk walkGif(const ImageBytes &bytes, qint64 maxPixels);
Walk walkWebp(const ImageBytes &bytes, qint64 maxPixels);
Walk walkAvif(const ImageBytes &bytes, qint64 maxPixels);

//! Whether a picture of this size is over the limit. Both sides are at most 2³², so nothing overflows.
inline bool isOverLimit(qint64 width, qint64 height, qint64 maxPixels)
{
    return width > 0 && height > maxPixels / width;
}

} // namespace media
