// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/fetch.h"

#include <QByteArray>

#include <variant>

namespace media {

//! What a verified image is.
struct ImageInfo
{
    QByteArray mimeType; //!< from the bytes, never from a header or a name
    QString suffix;      //!< "jpg", "png", "gif", "webp", "avif"
    int width = 0;       //!< pixels
    int height = 0;      //!< pixels
};

//! Whether these bytes are one whole image within the limits. Causes: empty, not_an_image, truncated,
//! undecodable, too_many_pixels. Never decodes the pixels, so a small file that unpacks to gigabytes costs
//! nothing.
std::variant<ImageInfo, net::Fault> checkImage(const QByteArray &bytes, qint64 maxPixels);

//! Formats that galleries have and that Qt cannot read on this machine.
QStringList missingFormats();

} // namespace media
