// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/imagestore.h"
#include "media/incomingfolder.h"

namespace media {

//! Images as files below one folder: <first two of the vehicle's id>/<vehicle's id>/<SHA-1 of the source
//! URL>.<suffix>. Sinks share what they need, so they may outlive the store.
class FolderStore : public ImageStore
{
public:
    //! @param root an absolute folder that exists.
    FolderStore(const QString &root, const ImageLimits &limits);
    ~FolderStore() override;

    core::Result<void> check() override;
    core::Result<void> probe() override { return check(); }
    core::Result<QStringList> missing(const QStringList &storagePaths) override;
    std::unique_ptr<VehicleImages> forVehicle(const QString &vehicleId) override;
    core::Result<void> remove(const QString &storagePath) override;
    QString publicUrl(const QString &) const override { return {}; }

    //! A sink that gives the image its name. It is made of the vehicle's id and the SHA-1 of the source URL.
    std::shared_ptr<ImageSink> sinkFor(const QString &vehicleId, const QString &sourceUrl);
    //! As VehicleImages::adopt(); a torn or invalid file is removed.
    core::Result<std::optional<StoredImage>> adopt(const QString &vehicleId, const QString &sourceUrl);
    //! Removes temporary files of dead processes.
    void removeDeadFiles();

private:
    QString m_root;
    ImageLimits m_limits;
    std::shared_ptr<IncomingFolder> m_incoming;
};

} // namespace media
