// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/databasestate.h"

#include "db/connection.h"
#include "db/dialect.h"
#include "db/migrator.h"

#include <QCoreApplication>

namespace db {

core::Result<QString> describeDatabase(const QString &address)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("db::DatabaseState", text); };
    const auto connection = Connection::open(address);
    if (!connection)
        return connection.error();
    const auto state = (*connection)->dialect().schemaState(**connection);
    if (!state)
        return state.error();
    if (state->version > headSchemaVersion()) {
        return core::Error{core::ErrorCode::Schema,
                           tr("A newer Retrydesk made this workspace: update this one to open it."),
                           {}};
    }
    if (state->version == headSchemaVersion())
        return tr("Connected: a workspace is there.");
    if (state->version > 0)
        return tr("Connected: an older workspace is there. It is brought up to date when it is opened.");
    if (state->hasVehicles) {
        return tr(
            "Connected: there are vehicles, but no workspace yet. Connect shows what would be added, before "
            "anything is.");
    }
    return tr("Connected: the database is empty. A workspace can be made in it.");
}

} // namespace db
