// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace db {

//! Connects to a database and says in one sentence what is there. Changes nothing; blocks.
core::Result<QString> describeDatabase(const QString &address);

} // namespace db
