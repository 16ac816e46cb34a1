// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagestore.h"

#include "media/folderstore.h"
#include "media/imagefolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <cerrno>

namespace media {

using core::Error;
using core::ErrorCode;

namespace {

using Opened = core::Result<std::unique_ptr<ImageStore>>;

//! What is wrong with the words themselves.
std::optional<Error> checkWhere(const QString &where)
{
    if (where.trimmed().isEmpty())
        return Error{ErrorCode::Usage,
                     QCoreApplication::translate("media", "No image folder is named: set images.store."),
                     {}};
    const qsizetype scheme = where.indexOf(QLatin1String("://"));
    if (scheme > 0)
        return Error{ErrorCode::Usage,
                     QCoreApplication::translate(
                         "media", "Storing images in %1 is not supported yet: name a folder instead.")
                         .arg(where.left(scheme + 3)),
                     {}};
    if (!QDir::isAbsolutePath(where))
        return Error{
            ErrorCode::Usage,
            QCoreApplication::translate("media", "The image folder must be an absolute path, not %1.")
                .arg(where),
            {}};
    return std::nullopt;
}

} // namespace

Opened openImageStore(const StoreOptions &options)
{
    if (const std::optional<Error> error = checkWhere(options.where))
        return *error;
    const QString root = QDir::cleanPath(options.where);
    const QFileInfo info(root);
    if (info.exists() && !info.isDir())
        return Error{
            ErrorCode::Storage,
            QCoreApplication::translate("media", "%1 is a file: name a folder for the images.").arg(root),
            {}};
    if (!info.isDir())
        return Error{ErrorCode::Storage, storageMessage(ENOENT, root), {}};
    auto store = std::make_unique<FolderStore>(root, options.limits);
    store->removeDeadFiles();
    return std::unique_ptr<ImageStore>(std::move(store));
}

Opened createImageStore(const StoreOptions &options)
{
    const QString &where = options.where;
    if (const std::optional<Error> error = checkWhere(where))
        return *error;
    const QFileInfo info(where);
    if (!info.exists() && !QDir().mkpath(where))
        return Error{
            ErrorCode::Storage,
            QCoreApplication::translate(
                "media", "The image folder %1 cannot be created: check the path and its permissions.")
                .arg(where),
            qt_error_string()};
    return openImageStore(options);
}

} // namespace media
