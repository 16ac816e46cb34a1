// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/durablefile.h"
#include "media/imagestore.h"
#include "media/incomingfolder.h"

#include <openssl/types.h>

namespace media {

//! Streams one image into a temporary file while hashing it, and checks it once it is whole. The file lives
//! as long as the sink, unless a derived class gives it a name.
class ReceivingSink : public ImageSink
{
public:
    //! @param place names the folder of the images in sentences about its disk.
    ReceivingSink(const QString &place, const ImageLimits &limits, std::shared_ptr<IncomingFolder> incoming);
    ~ReceivingSink() override;

    std::optional<net::Fault> begin(const net::ResponseHead &head) override;
    std::optional<net::Fault> write(const QByteArray &bytes) override;
    std::optional<net::Fault> finish() override;
    const std::optional<StoredImage> &stored() const override { return m_stored; }

    //! The image, once finish() returned without a fault; storagePath is still empty.
    const StoredImage &received() const { return m_received; }
    //! Where its bytes are meanwhile.
    QString filePath() const { return m_file ? m_file->path() : QString(); }

protected:
    const QString &place() const { return m_place; }
    DurableFile &file() { return *m_file; }
    void removeFile() { m_file.reset(); }
    void setStored(const StoredImage &image) { m_stored = image; }

private:
    std::optional<net::Fault> verify();
    QString hash();

    QString m_place;
    ImageLimits m_limits;
    std::shared_ptr<IncomingFolder> m_incoming;
    std::unique_ptr<DurableFile> m_file;
    EVP_MD_CTX *m_hash = nullptr;
    StoredImage m_received;
    std::optional<StoredImage> m_stored;
};

//! SHA-256, hexadecimal.
QString sha256Of(const QByteArray &bytes);

} // namespace media
