// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "pipeline/services.h"

namespace pipeline {

//! Adds the entry with the time and who works here. Engine thread; inside the action's own transaction.
core::Result<void> audit(Services &services, db::AuditRow entry);

db::AuditRow batchEntry(const char *action, const QString &batchId, qint64 items);

//! user@machine, as the system knows them.
QString currentActor();

} // namespace pipeline
