// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! Everything the detail pane shows of one vehicle. Reads only; one thread. A NotFound error for an unknown
//! id.
core::Result<VehicleDetail> vehicleDetail(Connection &connection, const QString &vehicleId);

} // namespace db
