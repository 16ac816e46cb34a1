// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/filesink.h"

#include "media/imagefolder.h"

#include <QFile>

#include <unistd.h>

namespace media {

using net::Fault;

FileSink::FileSink(const QString &root, const ImageLimits &limits, std::shared_ptr<IncomingFolder> incoming,
                   const QString &vehicleId, const QString &sourceUrl)
    : ReceivingSink(root, limits, std::move(incoming)), m_vehicleId(vehicleId), m_sourceUrl(sourceUrl)
{
}

Errno FileSink::publish(const ImageName &name, const QString &suffix)
{
    if (const Errno error = file().sync())
        return error;
    bool newShard = false;
    bool newFolder = false;
    if (const Errno error = makeFolder(name.shard, &newShard))
        return error;
    if (const Errno error = makeFolder(name.folder, &newFolder))
        return error;
    const QString stem = place() + u'/' + name.stem + u'.';
    if (const Errno error = file().renameTo(QString(stem + suffix)))
        return error;
    const QStringList others = imageSuffixes();
    for (const QString &other : others) { // the same picture in another format came before
        if (other != suffix)
            ::unlink(QFile::encodeName(QString(stem + other)).constData());
    }
    Errno error = syncFolder(name.folder);
    if (error == 0 && newFolder)
        error = syncFolder(name.shard);
    if (error == 0 && newShard)
        error = syncFolder(place());
    return error;
}

std::optional<Fault> FileSink::finish()
{
    if (std::optional<Fault> fault = ReceivingSink::finish())
        return fault;
    const ImageName name = ImageName::of(place(), m_vehicleId, m_sourceUrl);
    StoredImage image = received();
    const Errno error = publish(name, image.info.suffix);
    removeFile(); // unless it got its name
    if (error != 0)
        return storageFault(error, place());
    image.storagePath = name.stem + u'.' + image.info.suffix;
    setStored(image);
    return std::nullopt;
}

} // namespace media
