// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagecheck.h"

#include "media/imagebytes.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>

#include <algorithm>
#include <limits>

namespace media {

using core::Cause;

namespace {

struct Format
{
    const char *mimeType;
    const char *suffix;
    const char *plugin; //!< Qt's name for it
    bool (*isIt)(const ImageBytes &);
    Walk (*walk)(const ImageBytes &, qint64);
};

bool isAvif(const ImageBytes &bytes)
{
    if (!bytes.is(4, "ftyp"))
        return false;
    const qint64 end = std::min<qint64>({bytes.be32(0), bytes.size(), 4096});
    for (qint64 at = 8; at + 4 <= end;
         at += at == 8 ? 8 : 4) { // the major brand, its version, then the others
        if (bytes.is(at, "avif") || bytes.is(at, "avis"))
            return true;
    }
    return false;
}

constexpr Format kFormats[] = {
    {"image/jpeg", "jpg", "jpeg", [](const ImageBytes &b) { return b.is(0, "\xff\xd8\xff"); }, walkJpeg},
    {"image/png", "png", "png", [](const ImageBytes &b) { return b.is(0, "\x89PNG\r\n\x1a\n"); }, walkPng},
    {"image/gif", "gif", "gif", [](const ImageBytes &b) { return b.is(0, "GIF87a") || b.is(0, "GIF89a"); },
     walkGif},
    {"image/webp", "webp", "webp", [](const ImageBytes &b) { return b.is(0, "RIFF") && b.is(8, "WEBP"); },
     walkWebp},
    {"image/avif", "avif", "avif", isAvif, walkAvif},
};

net::Fault fault(Cause cause, const QString &message)
{
    return {cause, message};
}

//! Bytes too few to tell, but so far those of an image.
bool isStartOfMagic(QByteArrayView bytes)
{
    constexpr QByteArrayView kMagics[] = {"\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF87a", "GIF89a", "RIFF"};
    if (bytes.size() >= 4 && bytes.size() < 12 && bytes.startsWith("RIFF"))
        return true;
    return std::any_of(std::begin(kMagics), std::end(kMagics), [bytes](QByteArrayView magic) {
        return bytes.size() < magic.size() && magic.startsWith(bytes);
    });
}

QString whatItIsInstead(QByteArrayView bytes)
{
    QByteArray start = bytes.first(std::min<qsizetype>(bytes.size(), 1024)).toByteArray().toLower();
    if (start.startsWith("\xef\xbb\xbf"))
        start.remove(0, 3);
    start = start.trimmed();
    if (start.contains("<svg"))
        return QCoreApplication::translate("media", "The origin sent an SVG drawing, which is not taken.");
    if (start.contains("<html") || start.contains("<!doctype html") || start.contains("<head") ||
        start.contains("<body"))
        return QCoreApplication::translate("media", "The origin sent a web page instead of an image.");
    if (start.startsWith('{') || start.startsWith('['))
        return QCoreApplication::translate("media", "The origin sent JSON instead of an image.");
    return QCoreApplication::translate("media",
                                       "The origin sent something that is no JPEG, PNG, GIF, WebP or AVIF.");
}

//! Asks Qt's reader for the header alone. Where there is no plugin for the format the walk has to do.
bool qtAgrees(const Format &format, const QByteArray &bytes, const Walk &walk)
{
    static const QList<QByteArray> kSupported = QImageReader::supportedImageFormats();
    if (!kSupported.contains(format.plugin))
        return true;
    QBuffer buffer;
    buffer.setData(bytes);
    if (!buffer.open(QIODevice::ReadOnly))
        return true;
    QImageReader reader(&buffer, format.plugin);
    reader.setAutoDetectImageFormat(false);
    if (!reader.canRead())
        return false;
    const QSize size = reader.size();
    // A GIF's frames may be smaller than its screen, and readers differ in which they report.
    return !size.isValid() || qstrcmp(format.plugin, "gif") == 0 ||
           (size.width() == walk.width && size.height() == walk.height);
}

} // namespace

std::variant<ImageInfo, net::Fault> checkImage(const QByteArray &bytes, qint64 pixelLimit)
{
    const qint64 maxPixels = std::min(pixelLimit, 1LL << 40); // products of sizes cannot overflow below that
    if (bytes.isEmpty())
        return fault(Cause::Empty, QCoreApplication::translate("media", "The origin sent no bytes at all."));
    const ImageBytes view{QByteArrayView(bytes)};
    const auto *format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                      [&view](const Format &one) { return one.isIt(view); });
    if (format == std::end(kFormats)) {
        if (isStartOfMagic(bytes))
            return fault(Cause::Truncated,
                         QCoreApplication::translate("media", "The image ends within its first bytes."));
        return fault(Cause::NotAnImage, whatItIsInstead(bytes));
    }
    const QString name = QString::fromLatin1(format->plugin).toUpper();
    const Walk walk = format->walk(view, maxPixels);
    if (isOverLimit(walk.width, walk.height, maxPixels))
        return fault(Cause::TooManyPixels,
                     QCoreApplication::translate("media", "The image has %1 × %2 pixels, over the limit.")
                         .arg(QString::number(walk.width), QString::number(walk.height)));
    if (walk.state == Walk::State::Truncated)
        return fault(Cause::Truncated,
                     QCoreApplication::translate("media", "The %1 image is cut off.").arg(name));
    const bool fits = std::max(walk.width, walk.height) <= std::numeric_limits<int>::max();
    if (walk.state == Walk::State::Broken || !fits || !qtAgrees(*format, bytes, walk))
        return fault(Cause::Undecodable,
                     QCoreApplication::translate("media", "The %1 image is damaged.").arg(name));
    return ImageInfo{format->mimeType, QString::fromLatin1(format->suffix), static_cast<int>(walk.width),
                     static_cast<int>(walk.height)};
}

QStringList missingFormats()
{
    const QList<QByteArray> formats = QImageReader::supportedImageFormats();
    QStringList missing;
    for (const char *format : {"jpeg", "png", "gif", "webp"}) {
        if (!formats.contains(format))
            missing.append(QLatin1String(format));
    }
    return missing;
}

} // namespace media
