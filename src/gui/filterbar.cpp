// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/filterbar.h"

#include "gui/icons.h"
#include "models/words.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int kDebounceMs = 250;
constexpr int kAllTypes = 0;
constexpr int kMaxHosts = 200;

QString withCount(const QString &words, qint64 count)
{
    return QStringLiteral("%1  %2").arg(words, models::numberText(count));
}

void select(QComboBox *box, const QVariant &data)
{
    const QSignalBlocker blocker(box);
    box->setCurrentIndex(qMax(0, box->findData(data)));
}

} // namespace

FilterBar::FilterBar(QWidget *parent, core::Clock clock)
    : QWidget(parent), m_clock(std::move(clock)), m_text(new QLineEdit(this)), m_time(new QComboBox(this)),
      m_host(new QComboBox(this)), m_step(new QComboBox(this)), m_cause(new QComboBox(this)),
      m_token(new QToolButton(this)), m_clear(new QToolButton(this)), m_types(new QButtonGroup(this)),
      m_debounce(new QTimer(this))
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addLayout(makeConditions());
    rows->addLayout(makeTypes());
    m_debounce->setSingleShot(true);
    m_debounce->setInterval(kDebounceMs);
    connect(m_debounce, &QTimer::timeout, this, &FilterBar::take);
    connect(m_text, &QLineEdit::textChanged, m_debounce, qOverload<>(&QTimer::start));
    connect(m_text, &QLineEdit::returnPressed, this, &FilterBar::take);
    for (QComboBox *box : {m_time, m_host, m_step})
        connect(box, &QComboBox::activated, this, &FilterBar::take);
    connect(m_cause, &QComboBox::activated, this, &FilterBar::take);
    connect(m_types, &QButtonGroup::idClicked, this, &FilterBar::take);
    connect(m_clear, &QToolButton::clicked, this, &FilterBar::clear);
    connect(m_token, &QToolButton::clicked, this, [this] {
        core::Filter without = m_filter;
        without.fingerprint.clear();
        without.source.clear();
        without.since = isOwnTime() ? m_since : QDateTime();
        without.until = {};
        without.attemptsMin = 0;
        without.missingMin = 0;
        setFilter(without);
    });
    showFilter();
}

void FilterBar::makeTimeAndHost()
{
    m_time->setObjectName(QStringLiteral("timeFilter"));
    m_time->setToolTip(tr("Only vehicles that were added since then"));
    m_time->addItem(tr("Any time"));
    m_time->addItem(tr("Last 24 hours"), 1);
    m_time->addItem(tr("Last 7 days"), 7);
    m_time->addItem(tr("Last 30 days"), 30);
    m_host->setObjectName(QStringLiteral("hostFilter"));
    m_host->setToolTip(tr("Only vehicles from this host"));
    m_host->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_host->setMaximumWidth(220);
    m_host->addItem(tr("Any host"));
}

QHBoxLayout *FilterBar::makeConditions()
{
    makeTimeAndHost();
    m_text->setObjectName(QStringLiteral("filterText"));
    m_text->setPlaceholderText(tr("Search year, make, model, VIN or address"));
    m_text->setToolTip(tr("All words must occur ( / )"));
    m_text->setClearButtonEnabled(true);
    m_text->addAction(icon("search"), QLineEdit::LeadingPosition);
    m_step->setObjectName(QStringLiteral("stepFilter"));
    m_step->setToolTip(tr("Only vehicles that lack what this step yields"));
    m_step->addItem(tr("Any step"));
    for (const core::Step step : core::kAllSteps)
        m_step->addItem(tr("Step: %1").arg(models::stepWord(step)), static_cast<int>(step));
    m_cause->setObjectName(QStringLiteral("causeFilter"));
    m_cause->setToolTip(tr("Only vehicles whose last failure has this cause"));
    m_cause->setMinimumContentsLength(18);
    m_cause->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    fillCauses({});
    m_token->setObjectName(QStringLiteral("filterToken"));
    m_token->setIcon(icon("close"));
    m_token->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_clear->setObjectName(QStringLiteral("clearFilterButton"));
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Show all failures again"));
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_text, 1);
    row->addWidget(m_time);
    row->addWidget(m_host);
    row->addWidget(m_step);
    row->addWidget(m_cause);
    row->addWidget(m_token);
    row->addWidget(m_clear);
    return row;
}

QToolButton *FilterBar::addType(int id, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setObjectName(id == kAllTypes
                              ? QStringLiteral("typeButton_all")
                              : QStringLiteral("typeButton_") + core::failureTypeName(core::FailureType(id)));
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setText(text);
    m_typeWords[id] = text;
    m_types->addButton(button, id);
    return button;
}

QHBoxLayout *FilterBar::makeTypes()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(2);
    row->addWidget(addType(kAllTypes, tr("All")));
    for (const core::FailureType type : core::kAllFailureTypes)
        row->addWidget(addType(static_cast<int>(type), models::missingWord(type)));
    row->addStretch(1);
    return row;
}

void FilterBar::setFilter(const core::Filter &filter)
{
    m_debounce->stop();
    const bool isChanged = !(filter == m_filter);
    m_filter = filter;
    showFilter();
    if (isChanged)
        emit filterChanged(m_filter);
}

void FilterBar::take()
{
    core::Filter filter = m_filter;
    filter.text = m_text->text().simplified();
    filter.step = m_step->currentIndex() > 0
                      ? std::optional(static_cast<core::Step>(m_step->currentData().toInt()))
                      : std::nullopt;
    const auto cause = m_cause->currentIndex() > 0
                           ? std::optional(static_cast<core::Cause>(m_cause->currentData().toInt()))
                           : std::nullopt;
    if (cause != filter.cause)
        filter.fingerprint.clear();
    filter.cause = cause;
    takeTimeAndHost(filter);
    const int type = m_types->checkedId();
    filter.type = type > 0 ? std::optional(static_cast<core::FailureType>(type)) : std::nullopt;
    setFilter(filter);
}

void FilterBar::takeTimeAndHost(core::Filter &filter)
{
    filter.host = m_host->currentData().toString();
    const int days = m_time->currentData().toInt();
    if (days == m_days)
        return;
    m_days = days;
    m_since = days > 0 ? m_clock().addDays(-days) : QDateTime();
    filter.since = m_since;
}

bool FilterBar::isOwnTime() const
{
    return m_days > 0 && m_filter.since == m_since;
}

void FilterBar::showTimeAndHost()
{
    if (!isOwnTime())
        m_days = 0;
    m_time->setCurrentIndex(m_days > 0 ? m_time->findData(m_days) : 0);
    if (!m_filter.host.isEmpty() && m_host->findData(m_filter.host) < 0)
        m_host->addItem(m_filter.host, m_filter.host);
    m_host->setCurrentIndex(m_filter.host.isEmpty() ? 0 : m_host->findData(m_filter.host));
    m_host->setVisible(m_host->count() > 2 || !m_filter.host.isEmpty());
}

void FilterBar::addHosts(const QStringList &hosts)
{
    for (const QString &host : hosts) {
        if (!host.isEmpty() && m_host->findData(host) < 0 && m_host->count() <= kMaxHosts)
            m_host->addItem(host, host);
    }
    m_host->setVisible(m_host->count() > 2 || !m_filter.host.isEmpty());
}

void FilterBar::showFilter()
{
    if (m_text->text().simplified() != m_filter.text) {
        const QSignalBlocker blocker(m_text);
        m_text->setText(m_filter.text);
    }
    select(m_step, m_filter.step ? QVariant(static_cast<int>(*m_filter.step)) : QVariant());
    if (m_filter.cause && m_cause->findData(static_cast<int>(*m_filter.cause)) < 0)
        m_cause->addItem(models::causeWords(*m_filter.cause), static_cast<int>(*m_filter.cause));
    select(m_cause, m_filter.cause ? QVariant(static_cast<int>(*m_filter.cause)) : QVariant());
    m_types->button(m_filter.type ? static_cast<int>(*m_filter.type) : kAllTypes)->setChecked(true);
    showTimeAndHost();
    const QString token = tokenText();
    m_token->setText(
        fontMetrics().elidedText(token, Qt::ElideMiddle, 240).replace(QLatin1Char('&'), QLatin1String("&&")));
    m_token->setToolTip(models::plainToolTip(tr("Remove: %1").arg(token)));
    m_token->setVisible(!token.isEmpty());
    m_clear->setEnabled(!m_filter.isEmpty());
}

QString FilterBar::tokenText() const
{
    core::Filter rest = m_filter;
    rest.text.clear();
    rest.step.reset();
    rest.type.reset();
    rest.cause.reset();
    rest.host.clear();
    if (isOwnTime())
        rest.since = {};
    return rest.isEmpty() ? QString() : core::toText(rest);
}

void FilterBar::setCounts(const db::FailureCounts &counts, qint64 all)
{
    m_types->button(kAllTypes)->setText(withCount(m_typeWords[kAllTypes], all));
    for (const core::FailureType type : core::kAllFailureTypes) {
        const auto found = std::find_if(counts.byType.begin(), counts.byType.end(),
                                        [type](const auto &entry) { return entry.first == type; });
        const int id = static_cast<int>(type);
        m_types->button(id)->setText(
            withCount(m_typeWords[id], found == counts.byType.end() ? 0 : found->second));
    }
    fillCauses(counts);
}

void FilterBar::fillCauses(const db::FailureCounts &counts)
{
    const QSignalBlocker blocker(m_cause);
    m_cause->clear();
    m_cause->addItem(tr("Any cause"));
    for (const auto &[cause, count] : counts.byCause) {
        if (count > 0 || m_filter.cause == cause)
            m_cause->addItem(withCount(models::causeWords(cause), count), static_cast<int>(cause));
    }
    if (m_filter.cause && m_cause->findData(static_cast<int>(*m_filter.cause)) < 0)
        m_cause->addItem(models::causeWords(*m_filter.cause), static_cast<int>(*m_filter.cause));
    select(m_cause, m_filter.cause ? QVariant(static_cast<int>(*m_filter.cause)) : QVariant());
}

void FilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

} // namespace gui
