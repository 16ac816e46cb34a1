// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/imagestore.h"

namespace media {

core::Result<std::unique_ptr<ImageStore>> openImageStore(const QString &, const ImageLimits &)
{
    return core::Error{core::ErrorCode::Storage, QStringLiteral("Image stores are not built in yet."), {}};
}

core::Result<std::unique_ptr<ImageStore>> createImageStore(const QString &where, const ImageLimits &limits)
{
    return openImageStore(where, limits);
}

} // namespace media
