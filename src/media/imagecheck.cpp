// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagecheck.h"

namespace media {

std::variant<ImageInfo, net::Fault> checkImage(const QByteArray &, qint64)
{
    return net::Fault{core::Cause::NotAnImage, QStringLiteral("Images are not checked yet.")};
}

} // namespace media
