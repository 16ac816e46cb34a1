// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <QHash>

namespace db {

//! The settings that were set in this workspace; defaults are core's. One thread.
class SettingStore
{
public:
    explicit SettingStore(Connection &connection) : m_connection(connection) {}

    core::Result<QHash<QString, QString>> all();
    core::Result<void> set(const QString &key, const QString &value);

private:
    Connection &m_connection;
};

} // namespace db
