// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

#include <QStringList>

namespace db {

//! What attaching a database that has vehicles already would mean. Sentences are for people.
struct AttachReport
{
    QString role;            //!< that the connection has in the database
    bool isAttached = false; //!< our schema is there
    qint64 vehicles = 0;     //!< about so many
    qint64 images = 0;       //!< about so many
    QStringList notes;       //!< what is kept elsewhere or otherwise than Retrydesk would
    QStringList warnings;    //!< what will not work, or not always
    QStringList unreadable;  //!< those of the refusals for which it cannot even be looked at
    QStringList refusals;    //!< why it cannot be attached; empty when it can
    QStringList statements;  //!< all that would be run, in order; empty when it is attached or refused
};

//! Looks at the tables vehicles and vehicle_images of a database; changes nothing. An error when the database
//! is of a kind that cannot be attached.
core::Result<AttachReport> inspectForAttach(Connection &connection);

//! Adds the schema retrydesk, and triggers on the two tables that keep it, in one transaction; nothing else
//! is changed. Missing, renamed and differently typed columns are bridged by views. A Schema error when the
//! report refuses; repeatable. The vehicles' states are then to be counted by fillStates().
core::Result<void> attach(Connection &connection);

//! Takes everything away that attach() and later work added outside the two tables: queue, history, settings
//! and the triggers; vehicles and images stay. In one transaction.
core::Result<void> detach(Connection &connection);

//! Nothing when all are counted.
core::Result<std::optional<FillProgress>> fillProgress(Connection &connection);

//! Counts the states of so many more vehicles, in a transaction of its own; returns how many there were, 0
//! when all are counted. Goes on where the last call stopped, whichever process that was.
core::Result<int> fillStates(Connection &connection, int many);

} // namespace db
