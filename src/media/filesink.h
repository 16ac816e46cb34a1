// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/receivingsink.h"

namespace media {

struct ImageName;

//! Gives an image its name in a folder once it is whole, valid and on the disk.
class FileSink : public ReceivingSink
{
public:
    FileSink(const QString &root, const ImageLimits &limits, std::shared_ptr<IncomingFolder> incoming,
             const QString &vehicleId, const QString &sourceUrl);

    std::optional<net::Fault> finish() override;

private:
    Errno publish(const ImageName &name, const QString &suffix);

    QString m_vehicleId;
    QString m_sourceUrl;
};

} // namespace media
