// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/result.h"

#include <QList>
#include <QStringList>

#include <array>

namespace core {

//! The policies of a workspace: the built-in ones under what an operator changed. A value: copies are
//! independent and may go to other threads.
class PolicyTable
{
public:
    PolicyTable();

    const CausePolicy &of(Cause cause) const { return m_policies[static_cast<std::size_t>(cause)]; }
    //! Whether anything differs from the built-in policy.
    bool isEdited(Cause cause) const { return of(cause) != policyFor(cause); }
    QList<Cause> edited() const;

    //! The fields of a policy in the order of the columns: "retry", "max_attempts", …
    static QStringList fields();
    //! The value of a field as set() takes it; empty when it is not set. @param field one of fields().
    QString value(Cause cause, const QString &field) const;
    //! Why a field of a cause cannot be changed, as a sentence; empty when it can.
    static QString lockReason(Cause cause, const QString &field);

    //! Sets one field; empty or "default" takes back the built-in value. A Usage error that says what is
    //! allowed leaves all as it was.
    Result<void> set(Cause cause, const QString &field, const QString &value);
    void reset(Cause cause);

    //! All policies as CSV: a header, then one line a cause. Fields that are not set are empty.
    QString toText() const;
    //! Reads the same, the columns in any order, "cause" among them; blank lines and lines that begin with #
    //! do not count. What is not named, left empty or "default" is built in. A Usage error that names the
    //! line, the column and what is allowed.
    static Result<PolicyTable> parse(const QString &text);

    //! What differs, a line for each field: "timeout.retry backoff → never".
    QStringList changesFrom(const PolicyTable &before) const;

    bool operator==(const PolicyTable &) const = default;

private:
    std::array<CausePolicy, static_cast<std::size_t>(Cause::Count)> m_policies;
};

} // namespace core
