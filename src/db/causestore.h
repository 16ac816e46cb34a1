// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policytable.h"
#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! What operators decided about causes: rules for fingerprints and edited policies. One thread; the caller
//! owns the transaction.
class CauseStore
{
public:
    explicit CauseStore(Connection &connection) : m_connection(connection) {}

    struct Ruled
    {
        int steps = 0;        //!< failed steps that the rule concerns now
        QStringList vehicles; //!< whose queue rows changed
    };
    //! Sets or replaces the rule and applies it to what waits.
    core::Result<Ruled> rule(const CauseRule &rule);
    //! A NotFound error when there is none.
    core::Result<Ruled> unrule(const QString &fingerprint, const QDateTime &expiredAt = {});
    core::Result<std::vector<CauseRule>> rules();
    //! The rule that holds now, if any.
    core::Result<std::optional<CauseRule::Action>> ruleFor(const QString &fingerprint, const QDateTime &now);
    //! Fingerprints whose rule has run out.
    core::Result<QStringList> expired(const QDateTime &now);

    core::Result<core::PolicyTable> policies();
    core::Result<void> setPolicies(const core::PolicyTable &policies);

private:
    core::Result<int> run(const char *statement, const QString &fingerprint);
    core::Result<QStringList> changeRows(const char *statement, const QString &fingerprint,
                                         const QDateTime &now = {});

    Connection &m_connection;
};

} // namespace db
