// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/policymodel.h"

#include "models/waittext.h"
#include "models/words.h"

#include <QLocale>

namespace models {

namespace {

using Column = PolicyModel::Column;
using Retry = core::CausePolicy::Retry;

//! As core::PolicyTable names it; empty for a column that is no field.
QString fieldOf(Column column)
{
    switch (column) {
    case Column::Retry:
        return QStringLiteral("retry");
    case Column::Tries:
        return QStringLiteral("max_attempts");
    case Column::Base:
        return QStringLiteral("base_ms");
    case Column::Factor:
        return QStringLiteral("factor");
    case Column::Cap:
        return QStringLiteral("cap_ms");
    case Column::Jitter:
        return QStringLiteral("jitter");
    case Column::UsesAttempt:
        return QStringLiteral("uses_attempt");
    case Column::Breaker:
        return QStringLiteral("counts_for_breaker");
    case Column::Cause:
    case Column::Changed:
    case Column::Count:
        break;
    }
    return {};
}

bool isNumber(Column column)
{
    return column >= Column::Tries && column <= Column::Jitter;
}

bool isChoice(Column column)
{
    return !fieldOf(column).isEmpty() && !isNumber(column);
}

//! The names as the table takes them, and the words people read.
std::vector<std::pair<QString, QString>> choicesOf(Column column)
{
    std::vector<std::pair<QString, QString>> choices;
    if (column == Column::Retry) {
        for (const Retry retry : core::kAllRetries)
            choices.emplace_back(core::retryName(retry), retryWords(retry));
    } else if (isChoice(column)) {
        choices = {{QStringLiteral("true"), PolicyModel::tr("yes")},
                   {QStringLiteral("false"), PolicyModel::tr("no")}};
    }
    return choices;
}

QString wordOf(Column column, const QString &name)
{
    for (const auto &[known, word] : choicesOf(column)) {
        if (known == name)
            return word;
    }
    return name;
}

QString nameOf(Column column, const QString &word)
{
    for (const auto &[name, known] : choicesOf(column)) {
        if (known == word)
            return name;
    }
    return word;
}

bool isTime(Column column)
{
    return column == Column::Base || column == Column::Cap;
}

//! Only these two wait longer each time, up to a number of tries.
bool hasBackoff(Retry retry)
{
    return retry == Retry::Backoff || retry == Retry::LongBackoff;
}

QString headerText(Column column)
{
    switch (column) {
    case Column::Cause:
        return PolicyModel::tr("Cause");
    case Column::Retry:
        return PolicyModel::tr("Retried");
    case Column::Tries:
        return PolicyModel::tr("Tries");
    case Column::Base:
        return PolicyModel::tr("First wait");
    case Column::Factor:
        return PolicyModel::tr("Factor");
    case Column::Cap:
        return PolicyModel::tr("Longest wait");
    case Column::Jitter:
        return PolicyModel::tr("Jitter");
    case Column::UsesAttempt:
        return PolicyModel::tr("Uses a try");
    case Column::Breaker:
        return PolicyModel::tr("Opens breaker");
    case Column::Changed:
    case Column::Count:
        break;
    }
    return {};
}

QString headerHint(Column column)
{
    switch (column) {
    case Column::Tries:
        return PolicyModel::tr("Of one step in all, the first included");
    case Column::Base:
        return PolicyModel::tr("Before the first retry: 30 s, 5 min, 2 h");
    case Column::Factor:
        return PolicyModel::tr("Each further wait is so many times as long");
    case Column::Cap:
        return PolicyModel::tr("No wait is longer: 30 s, 5 min, 2 h");
    case Column::Jitter:
        return PolicyModel::tr("At most this share is added to each wait by chance, from 0 to 1");
    case Column::UsesAttempt:
        return PolicyModel::tr("Whether such a failure counts as one of the tries");
    case Column::Breaker:
        return PolicyModel::tr("Whether such failures open the circuit breaker of their host");
    case Column::Cause:
    case Column::Retry:
    case Column::Changed:
    case Column::Count:
        break;
    }
    return {};
}

} // namespace

void PolicyModel::setPolicies(const core::PolicyTable &policies)
{
    m_policies = policies;
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    emit edited();
}

void PolicyModel::setDefaults(int tries, const core::Backoff &backoff)
{
    m_tries = tries;
    m_backoff = backoff;
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void PolicyModel::reset(int row)
{
    core::PolicyTable policies = m_policies;
    policies.reset(causeAt(row));
    setPolicies(policies);
}

int PolicyModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(core::Cause::Count);
}

int PolicyModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

bool PolicyModel::isChanged(core::Cause cause, Column column) const
{
    static const core::PolicyTable builtIn;
    const QString field = fieldOf(column);
    return field.isEmpty() ? m_policies.isEdited(cause)
                           : m_policies.value(cause, field) != builtIn.value(cause, field);
}

//! What holds because the policy says nothing of it.
QString PolicyModel::inherited(core::Cause cause, Column column) const
{
    const core::CausePolicy &policy = m_policies.of(cause);
    const QLocale locale;
    const core::Backoff backoff = core::backoffFor(policy, m_backoff);
    if (!hasBackoff(policy.retry) || m_tries == 0)
        return QStringLiteral("–");
    switch (column) {
    case Column::Tries:
        return locale.toString(m_tries);
    case Column::Base:
        return waitText(backoff.base.count());
    case Column::Factor:
        return locale.toString(backoff.factor, 'g', 4);
    case Column::Cap:
        return waitText(backoff.cap.count());
    case Column::Jitter:
        return locale.toString(backoff.jitter, 'g', 4);
    default:
        return {};
    }
}

QString PolicyModel::display(core::Cause cause, Column column) const
{
    if (column == Column::Cause)
        return causeWords(cause);
    if (column == Column::Changed)
        return m_policies.isEdited(cause) ? tr("changed") : QString();
    const QString value = m_policies.value(cause, fieldOf(column));
    if (isChoice(column))
        return wordOf(column, value);
    if (value.isEmpty())
        return inherited(cause, column);
    if (isTime(column))
        return waitText(value.toLongLong());
    return column == Column::Tries ? numberText(value.toLongLong())
                                   : QLocale().toString(value.toDouble(), 'g', 4);
}

QString PolicyModel::toolTip(core::Cause cause, Column column) const
{
    static const core::PolicyTable builtIn;
    const QString field = fieldOf(column);
    if (field.isEmpty())
        return column == Column::Cause ? QString(core::causeName(cause)) : QString();
    const QString locked = core::PolicyTable::lockReason(cause, field);
    if (!locked.isEmpty())
        return tr("This cannot be changed: %1.").arg(locked);
    QStringList lines;
    const QString value = m_policies.value(cause, field);
    if (value.isEmpty())
        lines += hasBackoff(m_policies.of(cause).retry) ? tr("As the workspace's settings say")
                                                        : tr("Does not count for this kind of retry");
    if (isChanged(cause, column)) {
        const QString before = builtIn.value(cause, field);
        lines += before.isEmpty()
                     ? tr("Built in: as the workspace's settings say")
                     : tr("Built in: %1")
                           .arg(isTime(column) ? waitText(before.toLongLong()) : wordOf(column, before));
    }
    return lines.join(QLatin1Char('\n'));
}

//! What an editor begins with; nothing where the policy says nothing.
QString PolicyModel::editText(core::Cause cause, Column column) const
{
    const QString value = m_policies.value(cause, fieldOf(column));
    return isChoice(column) || (isTime(column) && !value.isEmpty()) ? display(cause, column) : value;
}

QVariant PolicyModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const core::Cause cause = causeAt(index.row());
    const auto column = static_cast<Column>(index.column());
    const QString field = fieldOf(column);
    switch (role) {
    case Qt::DisplayRole:
        return display(cause, column);
    case Qt::EditRole:
        return editText(cause, column);
    case Qt::ToolTipRole:
        return toolTip(cause, column);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case ChangedRole:
        return isChanged(cause, column);
    case InheritedRole:
        return isNumber(column) && m_policies.value(cause, field).isEmpty();
    case RawRole:
        return column == Column::Cause ? QString(core::causeName(cause)) : m_policies.value(cause, field);
    case ChoicesRole: {
        QStringList words;
        for (const auto &choice : choicesOf(column))
            words += choice.second;
        return words;
    }
    default:
        return {};
    }
}

bool PolicyModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    const auto column = static_cast<Column>(index.column());
    const core::Cause cause = causeAt(index.row());
    QString text = nameOf(column, value.toString());
    if (const auto wait = isTime(column) ? waitFromText(text) : std::nullopt)
        text = QString::number(*wait);
    if (text == m_policies.value(cause, fieldOf(column)))
        return true;
    if (auto taken = m_policies.set(cause, fieldOf(column), text); !taken) {
        emit refused(taken.error().message);
        return false;
    }
    emit dataChanged(this->index(index.row(), 0), this->index(index.row(), columnCount() - 1));
    emit edited();
    return true;
}

Qt::ItemFlags PolicyModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const QString field = fieldOf(static_cast<Column>(index.column()));
    if (index.isValid() && !field.isEmpty() &&
        core::PolicyTable::lockReason(causeAt(index.row()), field).isEmpty())
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant PolicyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    switch (role) {
    case Qt::TextAlignmentRole: // a word right after a number would touch it
        return QVariant((isNumber(column)                ? Qt::AlignRight
                         : column >= Column::UsesAttempt ? Qt::AlignHCenter
                                                         : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    case Qt::DisplayRole:
        return headerText(column);
    case Qt::ToolTipRole:
        return headerHint(column);
    default:
        return {};
    }
}

} // namespace models
