// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hostmodel.h"

#include "models/words.h"

#include <QLocale>

namespace models {

namespace {

State gateState(const db::HostRow &gate)
{
    if (gate.state == core::BreakerState::HalfOpen)
        return State::Running;
    return isHolding(gate) ? State::Held : State::Ok;
}

QString stateWord(const db::HostRow &gate)
{
    switch (gate.state) {
    case core::BreakerState::Closed:
        return gate.pausedUntil.isValid() ? HostModel::tr("paused") : HostModel::tr("closed");
    case core::BreakerState::Open:
        return gate.manual ? HostModel::tr("open by hand") : HostModel::tr("open");
    case core::BreakerState::HalfOpen:
        return HostModel::tr("half-open");
    }
    return {};
}

QString stateAdvice(const db::HostRow &gate)
{
    switch (gate.state) {
    case core::BreakerState::Closed:
        return gate.pausedUntil.isValid() ? HostModel::tr("The host asked for a pause; its work waits.")
                                          : HostModel::tr("Requests go through.");
    case core::BreakerState::Open:
        return gate.manual ? HostModel::tr("Somebody holds this host; its work waits and uses no attempt.")
                           : HostModel::tr("Too many requests failed; work waits and uses no attempt.");
    case core::BreakerState::HalfOpen:
        return HostModel::tr("One request is under way to find out whether the host answers again.");
    }
    return {};
}

//! A breaker's reason ends with the name of a cause: in words, as everywhere in the window.
QString withCauseInWords(const QString &reason)
{
    const qsizetype name = reason.lastIndexOf(QLatin1Char(' ')) + 1;
    const auto cause = core::causeFromName(QStringView(reason).mid(name));
    return cause ? QString(reason.left(name) + causeWords(*cause)) : reason;
}

QString reasonText(const db::HostRow &gate)
{
    if (!gate.reason.isEmpty() || !gate.pausedUntil.isValid())
        return withCauseInWords(gate.reason);
    const auto cause = core::causeFromName(gate.pauseReason);
    return cause ? HostModel::tr("The host said: %1.").arg(causeWords(*cause)) : gate.pauseReason;
}

bool isNumber(HostModel::Column column)
{
    return column >= HostModel::Column::Held && column <= HostModel::Column::Rate;
}

} // namespace

bool isHolding(const db::HostRow &gate)
{
    return gate.state != core::BreakerState::Closed || gate.pausedUntil.isValid();
}

QDateTime holdsUntil(const db::HostRow &gate)
{
    if (gate.state == core::BreakerState::Closed)
        return gate.pausedUntil;
    if (gate.state == core::BreakerState::HalfOpen || !gate.openUntil.isValid())
        return {};
    return gate.pausedUntil.isValid() ? qMax(gate.openUntil, gate.pausedUntil) : gate.openUntil;
}

HostModel::HostModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

void HostModel::setDefaults(int perHost, double rate)
{
    if (perHost == m_perHost && rate == m_rate)
        return;
    m_perHost = perHost;
    m_rate = rate;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int HostModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString HostModel::key(const db::HostRow &row) const
{
    return row.host + QLatin1Char('/') + core::stepName(row.step);
}

bool HostModel::equal(const db::HostRow &a, const db::HostRow &b) const
{
    return a.state == b.state && a.openUntil == b.openUntil && a.reason == b.reason && a.manual == b.manual &&
           a.trips == b.trips && a.requests == b.requests && a.failures == b.failures &&
           a.waiting == b.waiting && a.perHost == b.perHost && a.rate == b.rate &&
           a.rateFactor == b.rateFactor && a.pausedUntil == b.pausedUntil && a.pauseReason == b.pauseReason;
}

QVariant HostModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::HostRow &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case RawRole:
        return raw(row, column);
    case IdRole:
        return key(row);
    case StateRole:
        return column == Column::State ? QVariant(static_cast<int>(gateState(row))) : QVariant();
    default:
        return {};
    }
}

QString HostModel::untilText(const db::HostRow &row) const
{
    if (!isHolding(row))
        return QStringLiteral("–");
    const QDateTime until = holdsUntil(row);
    if (until.isValid())
        return until > m_clock() ? relativeTime(until, m_clock()) : tr("due");
    return row.state == core::BreakerState::HalfOpen ? QStringLiteral("–") : tr("closed by hand");
}

QString HostModel::rateText(const db::HostRow &row) const
{
    const double rate = row.rate.value_or(m_rate);
    const QLocale locale;
    const QString limit = rate > 0 ? locale.toString(rate, 'g', 4) : tr("no limit");
    if (row.rateFactor >= 1)
        return limit;
    return rate > 0 ? tr("%1, slowed from %2").arg(locale.toString(rate * row.rateFactor, 'g', 3), limit)
                    : tr("slowed to %1 %").arg(locale.toString(100 * row.rateFactor, 'f', 0));
}

QString HostModel::display(const db::HostRow &row, Column column) const
{
    switch (column) {
    case Column::Host:
        return row.host;
    case Column::Step:
        return stepWord(row.step);
    case Column::State:
        return stateWord(row);
    case Column::Until:
        return untilText(row);
    case Column::Held:
        return numberText(row.held());
    case Column::Failed:
        return row.requests > 0
                   ? QStringLiteral("%1 %").arg(QLocale().toString(100 * row.failureRate(), 'f', 0))
                   : QStringLiteral("–");
    case Column::Requests:
        return numberText(row.requests);
    case Column::AtOnce:
        return numberText(row.perHost.value_or(m_perHost));
    case Column::Rate:
        return rateText(row);
    case Column::Reason:
        return reasonText(row);
    case Column::Count:
        break;
    }
    return {};
}

QVariant HostModel::raw(const db::HostRow &row, Column column) const
{
    switch (column) {
    case Column::Host:
        return row.host;
    case Column::Step:
        return QString(core::stepName(row.step));
    case Column::State:
        return QString(core::breakerStateName(row.state));
    case Column::Until:
        return holdsUntil(row);
    case Column::Held:
        return row.held();
    case Column::Failed:
        return row.failureRate();
    case Column::Requests:
        return row.requests;
    case Column::AtOnce:
        return row.perHost.value_or(m_perHost);
    case Column::Rate:
        return row.rate.value_or(m_rate) * row.rateFactor;
    case Column::Reason:
        return row.reason;
    case Column::Count:
        break;
    }
    return {};
}

QString HostModel::toolTip(const db::HostRow &row, Column column) const
{
    const auto owner = [](bool isOwn) {
        return isOwn ? tr("A limit of this host alone.") : tr("The workspace's limit for every host.");
    };
    switch (column) {
    case Column::State:
        return row.trips > 1 ? tr("%1 It opened %2 times in a row.").arg(stateAdvice(row)).arg(row.trips)
                             : stateAdvice(row);
    case Column::Until:
        return exactTime(holdsUntil(row));
    case Column::Held:
        return tr("%1 wait for this host and step, those that are not due yet included.")
            .arg(numberText(row.waiting));
    case Column::Failed:
    case Column::Requests:
        return tr("%1 of %2 requests failed lately, in the time over which the breaker counts.")
            .arg(numberText(row.failures), numberText(row.requests));
    case Column::AtOnce:
        return owner(row.perHost.has_value());
    case Column::Rate:
        return row.rateFactor < 1 ? tr("Slowed down after too many requests; it recovers by itself.")
                                  : owner(row.rate.has_value());
    case Column::Host:
    case Column::Reason:
        return plainToolTip(display(row, column));
    case Column::Step:
    case Column::Count:
        break;
    }
    return {};
}

QVariant HostModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Host:
        return tr("Host");
    case Column::Step:
        return tr("Step");
    case Column::State:
        return tr("Breaker");
    case Column::Until:
        return tr("Open until");
    case Column::Held:
        return tr("Held");
    case Column::Failed:
        return tr("Failed");
    case Column::Requests:
        return tr("Requests");
    case Column::AtOnce:
        return tr("At once");
    case Column::Rate:
        return tr("Per second");
    case Column::Reason:
        return tr("Why");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
