// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/objectprotocol.h"

#include <memory>

namespace media {

//! How the bucket that options.where names is talked to, with the keys that belong to it: for s3://
//! AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and perhaps AWS_SESSION_TOKEN, for supabase://
//! SUPABASE_SERVICE_ROLE_KEY. Errors (usage) name what is missing or wrong; no network.
core::Result<std::unique_ptr<ObjectProtocol>> protocolFor(const StoreOptions &options);

} // namespace media
