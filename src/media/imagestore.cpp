// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagestore.h"

#include "media/folderstore.h"
#include "media/imagefolder.h"
#include "media/remoteplace.h"
#include "media/remotestore.h"

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
std::optional<Error> checkFolderName(const QString &where)
{
    if (where.trimmed().isEmpty())
        return Error{ErrorCode::Usage,
                     QCoreApplication::translate("media", "No image folder is named: set images.store."),
                     {}};
    if (!QDir::isAbsolutePath(where))
        return Error{
            ErrorCode::Usage,
            QCoreApplication::translate("media", "The image folder must be an absolute path, not %1.")
                .arg(where),
            {}};
    return std::nullopt;
}

core::Result<void> makeFolders(const QString &path)
{
    if (QFileInfo(path).isDir() || QDir().mkpath(path))
        return {};
    return Error{ErrorCode::Storage,
                 QCoreApplication::translate(
                     "media", "The image folder %1 cannot be created: check the path and its permissions.")
                     .arg(path),
                 qt_error_string()};
}

Opened openRemote(const StoreOptions &options)
{
    auto protocol = protocolFor(options);
    if (!protocol)
        return protocol.error();
    if (auto made = makeFolders(options.incoming); !made)
        return made.error();
    return std::unique_ptr<ImageStore>(std::make_unique<RemoteStore>(std::move(protocol).value(), options));
}

} // namespace

bool isRemotePlace(const QString &where)
{
    return where.indexOf(QLatin1String("://")) > 0;
}

Opened openImageStore(const StoreOptions &options)
{
    if (isRemotePlace(options.where))
        return openRemote(options);
    if (const std::optional<Error> error = checkFolderName(options.where))
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
    if (!isRemotePlace(options.where)) {
        if (const std::optional<Error> error = checkFolderName(options.where))
            return *error;
        if (!QFileInfo::exists(options.where)) {
            if (auto made = makeFolders(options.where); !made)
                return made.error();
        }
    }
    auto store = openImageStore(options);
    if (!store)
        return store;
    if (auto works = (*store)->probe(); !works) {
        store = works.error();
        QDir().rmdir(options.incoming); // empty, unless others work there
    }
    return store;
}

} // namespace media
