// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagefolder.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>

#include <algorithm>
#include <cerrno>

namespace media {

QString sha1Of(const QString &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha1).toHex());
}

QString folderNameOf(const QString &vehicleId)
{
    const bool safe = vehicleId.size() >= 8 && vehicleId.size() <= 64 &&
                      std::all_of(vehicleId.begin(), vehicleId.end(), [](QChar c) {
                          return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || c == u'-';
                      });
    return safe && vehicleId.at(0) != u'-' ? vehicleId : QString(QStringLiteral("id-") + sha1Of(vehicleId));
}

ImageName ImageName::of(const QString &root, const QString &vehicleId, const QString &sourceUrl)
{
    const QString id = folderNameOf(vehicleId);
    const QString shard = id.left(2);
    ImageName name;
    name.shard = root + u'/' + shard;
    name.folder = name.shard + u'/' + id;
    name.stem = shard + u'/' + id + u'/' + sha1Of(sourceUrl);
    return name;
}

QStringList imageSuffixes()
{
    return {QStringLiteral("jpg"), QStringLiteral("png"), QStringLiteral("gif"), QStringLiteral("webp"),
            QStringLiteral("avif")};
}

bool isSafeRelativePath(const QString &path)
{
    if (path.isEmpty() || path.startsWith(u'/') || path.contains(QChar(u'\0')))
        return false;
    const QStringList parts = path.split(u'/');
    return std::none_of(parts.begin(), parts.end(), [](const QString &part) {
        return part.isEmpty() || part == QLatin1String(".") || part == QLatin1String("..");
    });
}

QString storageMessage(Errno error, const QString &root)
{
    if (!QDir(root).exists())
        return QCoreApplication::translate(
                   "media", "The image folder %1 is missing: bring it back (is its disk mounted?) or set "
                            "images.store to where the images are.")
            .arg(root);
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return QCoreApplication::translate(
                   "media", "There is no room left for the image folder %1: free some space, then "
                            "start again.")
            .arg(root);
    case EROFS:
        return QCoreApplication::translate(
                   "media", "The image folder %1 is on a read-only disk: make it writable, then start again.")
            .arg(root);
    case EACCES:
    case EPERM:
        return QCoreApplication::translate(
                   "media",
                   "The image folder %1 may not be written: change its permissions, then start again.")
            .arg(root);
    default:
        return QCoreApplication::translate(
                   "media", "The image folder %1 cannot be used (%2): check the disk, then start "
                            "again.")
            .arg(root, qt_error_string(error));
    }
}

net::Fault storageFault(Errno error, const QString &root)
{
    return {core::Cause::Storage, storageMessage(error, root)};
}

} // namespace media
