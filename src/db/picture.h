// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <functional>

namespace db {

//! A workspace file that shows what was missing in a database at some time. It can be looked at, filtered and
//! reported from, and never worked in.
struct PictureInfo
{
    QString of; //!< the database, without a password
    QDateTime at;
};

//! Nothing when the workspace is no picture.
core::Result<std::optional<PictureInfo>> pictureInfo(Connection &connection);

//! Reads a PostgreSQL database that has vehicles and nothing of ours, some hundreds at a time, and writes
//! what is missing into a new workspace file. The database is not changed in any way, and needs nothing but
//! SELECT on its two tables. An older picture of that name is replaced at the end; any other file is a Usage
//! error.
//! @param onProgress called with how many were taken and about how many there are; false ends the work with a
//!        Cancelled error and leaves no file
//! @return how many vehicles were taken
core::Result<qint64> takePicture(Connection &database, const QString &file, const QDateTime &now,
                                 const std::function<bool(qint64 taken, qint64 of)> &onProgress);

} // namespace db
