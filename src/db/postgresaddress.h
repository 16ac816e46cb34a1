// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets.h"

#include <QHash>

namespace db {

//! The keywords of a postgresql:// URI, read by the library that will use them; a Usage error says what it
//! did not like, without what might be a piece of a password.
core::Result<QHash<QString, QString>> addressParts(const QString &uri);

//! An address made of keywords; empty values are left out.
QString addressOf(const QHash<QString, QString> &parts);

//! user@host:port/database, as far as the address names them; empty for a file and for what cannot be read.
QString addressWithoutPassword(const QString &workspace);

//! The workspace with the password that `secrets` has for it as PGPASSWORD, or as it is: for a file, for an
//! address that has one, and where nobody has one. What the library looks up by itself (the variable
//! PGPASSWORD and ~/.pgpass) is left to it. May block as the sources of the secrets do.
core::Result<QString> withPassword(const QString &workspace, const core::Secrets &secrets);

} // namespace db
