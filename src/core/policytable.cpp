// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policytable.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace core {

namespace {

using Retry = CausePolicy::Retry;

QString tr(const char *sentence)
{
    return QCoreApplication::translate("core::PolicyTable", sentence);
}

struct Range
{
    double least = 0;
    double most = 0;
};

QString numberText(double number)
{
    return QString::number(number, 'g', QLocale::FloatingPointShortest);
}

// One overload of each for every type that a field has.

QString textOf(Retry retry)
{
    return retryName(retry);
}

QString textOf(bool yes)
{
    return yes ? QStringLiteral("true") : QStringLiteral("false");
}

QString textOf(const std::optional<double> &number)
{
    return number ? numberText(*number) : QString();
}

template <typename Whole>
QString textOf(const std::optional<Whole> &number)
{
    return number ? QString::number(*number) : QString();
}

bool read(const QString &text, const Range &, Retry *retry)
{
    const auto named = retryFromName(text);
    if (named)
        *retry = *named;
    return named.has_value();
}

bool read(const QString &text, const Range &, bool *yes)
{
    *yes = text == u"true" || text == u"yes" || text == u"1";
    return *yes || text == u"false" || text == u"no" || text == u"0";
}

template <typename Number>
bool read(const QString &text, const Range &range, std::optional<Number> *number)
{
    bool ok = false;
    Number value = 0;
    if constexpr (std::is_floating_point_v<Number>)
        value = text.toDouble(&ok);
    else
        value = static_cast<Number>(text.toInt(&ok)); // the widest range ends below 2^31
    *number = value;
    const auto real = static_cast<double>(value);
    return ok && real >= range.least && real <= range.most; // refuses what is not a number, too
}

QString allowedFor(const Retry &, const Range &)
{
    QStringList words;
    for (const Retry retry : kAllRetries)
        words.append(retryName(retry));
    return tr("one of %1").arg(words.join(QStringLiteral(", ")));
}

QString allowedFor(const bool &, const Range &)
{
    return tr("true or false");
}

template <typename Number>
QString allowedFor(const std::optional<Number> &, const Range &range)
{
    const QString sentence =
        std::is_floating_point_v<Number> ? tr("a number from %1 to %2") : tr("a whole number from %1 to %2");
    return sentence.arg(QString::number(range.least, 'g', 15), QString::number(range.most, 'g', 15));
}

struct Field
{
    const char *name;
    Range range;
    QString (*text)(const CausePolicy &);
    bool (*take)(CausePolicy &, const QString &, const Range &);
    void (*reset)(CausePolicy &);
    QString (*allowed)(const Range &);
};

template <auto member>
constexpr Field field(const char *name, Range range = {})
{
    return {name,
            range,
            [](const CausePolicy &policy) { return textOf(policy.*member); },
            [](CausePolicy &policy, const QString &text, const Range &within) {
                return read(text, within, &(policy.*member));
            },
            [](CausePolicy &policy) { policy.*member = policyFor(policy.cause).*member; },
            [](const Range &within) { return allowedFor(CausePolicy{}.*member, within); }};
}

constexpr std::array kFields = {
    field<&CausePolicy::retry>("retry"),
    field<&CausePolicy::maxAttempts>("max_attempts", {1, 100}),
    field<&CausePolicy::baseMs>("base_ms", {0, 86'400'000}),
    field<&CausePolicy::factor>("factor", {1, 10}),
    field<&CausePolicy::capMs>("cap_ms", {0, 604'800'000}),
    field<&CausePolicy::jitter>("jitter", {0, 1}),
    field<&CausePolicy::usesAttempt>("uses_attempt"),
    field<&CausePolicy::countsForBreaker>("counts_for_breaker"),
};

const Field *findField(const QString &name)
{
    const auto found = std::find_if(kFields.begin(), kFields.end(),
                                    [&](const Field &known) { return name == QLatin1String(known.name); });
    return found == kFields.end() ? nullptr : &*found;
}

Error usage(const QString &message)
{
    return {ErrorCode::Usage, message, {}};
}

} // namespace

PolicyTable::PolicyTable()
{
    for (std::size_t i = 0; i < m_policies.size(); ++i)
        m_policies[i] = policyFor(static_cast<Cause>(i));
}

QList<Cause> PolicyTable::edited() const
{
    QList<Cause> causes;
    for (const CausePolicy &policy : m_policies) {
        if (isEdited(policy.cause))
            causes.append(policy.cause);
    }
    return causes;
}

QStringList PolicyTable::changesFrom(const PolicyTable &before) const
{
    const QString kUnset = QStringLiteral("default");
    QStringList changes;
    for (const CausePolicy &policy : m_policies) {
        for (const QString &field : fields()) {
            const QString was = before.value(policy.cause, field);
            const QString is = value(policy.cause, field);
            if (was != is)
                changes.append(QStringLiteral("%1.%2 %3 → %4")
                                   .arg(QLatin1String(policy.name), field, was.isEmpty() ? kUnset : was,
                                        is.isEmpty() ? kUnset : is));
        }
    }
    return changes;
}

QStringList PolicyTable::fields()
{
    QStringList names;
    for (const Field &known : kFields)
        names.append(QLatin1String(known.name));
    return names;
}

QString PolicyTable::value(Cause cause, const QString &field) const
{
    const Field *known = findField(field);
    return known ? known->text(of(cause)) : QString();
}

QString PolicyTable::lockReason(Cause cause, const QString &field)
{
    if (field == u"uses_attempt" && cause == Cause::Cancelled)
        return tr("what was cancelled has not failed, so it uses no attempt");
    if (field != u"retry")
        return {};
    switch (cause) {
    case Cause::Storage:
    case Cause::Database:
        return tr("it must stay stop_worker, as each further try would fail for the same reason");
    case Cause::RateLimited:
        return tr("it must stay when_told, as the host says when it may be asked again");
    case Cause::Cancelled:
        return tr("it must stay backoff, as what was cancelled has not failed");
    default:
        return {};
    }
}

Result<void> PolicyTable::set(Cause cause, const QString &field, const QString &value)
{
    const Field *known = findField(field);
    if (!known) {
        return usage(tr("A policy has no field \"%1\"; there are: %2.")
                         .arg(field.left(60), fields().join(QStringLiteral(", "))));
    }
    CausePolicy changed = of(cause);
    const QString text = value.trimmed().left(60);
    const QString word = text.toLower(); // spreadsheets write TRUE
    if (word.isEmpty() || word == u"default") {
        known->reset(changed);
    } else if (!known->take(changed, word, known->range)) {
        return usage(tr("%1 of %2: %3 is needed, not \"%4\".")
                         .arg(field, causeName(cause), known->allowed(known->range), text));
    }
    const QString locked = lockReason(cause, field);
    if (!locked.isEmpty() && known->text(changed) != known->text(policyFor(cause))) {
        return usage(tr("%1 of %2 cannot be \"%3\": %4.").arg(field, causeName(cause), text, locked));
    }
    if (changed.baseMs && changed.capMs && *changed.baseMs > *changed.capMs) {
        return usage(tr("%1 of %2: base_ms (%3) must be at most cap_ms (%4).")
                         .arg(field, causeName(cause), textOf(changed.baseMs), textOf(changed.capMs)));
    }
    m_policies[static_cast<std::size_t>(cause)] = changed;
    return {};
}

void PolicyTable::reset(Cause cause)
{
    m_policies[static_cast<std::size_t>(cause)] = policyFor(cause);
}

} // namespace core
