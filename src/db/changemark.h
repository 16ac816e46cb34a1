// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

namespace db {

//! A mark of what the workspace holds, to be compared with the one the same connection gave before: an equal
//! one says that nothing was written in between by others. Reads no table. The thread of the connection.
core::Result<QString> changeMark(Connection &connection);

} // namespace db
