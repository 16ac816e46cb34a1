// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/durablefile.h"
#include "media/imagestore.h"
#include "media/incomingfolder.h"

#include <openssl/types.h>

namespace media {

struct ImageName;

//! Streams one image into a temporary file while hashing it, and gives it its name once it is whole, valid
//! and on the disk.
class FileSink : public ImageSink
{
public:
    FileSink(const QString &root, const ImageLimits &limits, std::shared_ptr<IncomingFolder> incoming,
             const QString &vehicleId, const QString &sourceUrl);
    ~FileSink() override;

    std::optional<net::Fault> begin(const net::ResponseHead &head) override;
    std::optional<net::Fault> write(const QByteArray &bytes) override;
    std::optional<net::Fault> finish() override;
    const std::optional<StoredImage> &stored() const override { return m_stored; }

private:
    std::optional<net::Fault> verify(ImageInfo &info) const;
    Errno publish(const ImageName &name, const QString &suffix);
    QString hash();

    QString m_root;
    ImageLimits m_limits;
    std::shared_ptr<IncomingFolder> m_incoming;
    QString m_vehicleId;
    QString m_sourceUrl;
    std::unique_ptr<DurableFile> m_file;
    EVP_MD_CTX *m_hash = nullptr;
    std::optional<StoredImage> m_stored;
};

//! SHA-256, hexadecimal.
QString sha256Of(const QByteArray &bytes);

} // namespace media
