// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/hostspage.h"

#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/hostdialogs.h"
#include "gui/icons.h"
#include "gui/tables.h"
#include "models/hostmodel.h"
#include "models/words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include <algorithm>

namespace gui {

using models::numberText;

HostsPage::HostsPage(Desk *desk, QWidget *parent)
    : Page("hostsPage", parent), m_desk(desk), m_model(new models::HostModel(this)),
      m_summary(new QLabel(this)), m_table(new QTableView(this))
{
    m_summary->setObjectName(QStringLiteral("hostsSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("hostTable"));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(static_cast<int>(models::HostModel::Column::Reason),
                                                      QHeaderView::Stretch);
    m_table->setItemDelegate(new StateDelegate(m_table));
    makeButtons();
    layOut();
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &HostsPage::enableButtons);
    connect(m_desk, &Desk::hostChanged, this, &HostsPage::reloadSoon);
    enableButtons();
    setLive();
}

QPushButton *HostsPage::addButton(const char *name, const char *iconName, const QString &text,
                                  const QString &hint)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(QLatin1String(name));
    button->setToolTip(hint);
    return button;
}

void HostsPage::makeButtons()
{
    m_hold = addButton("holdHostButton", "pause", tr("&Hold now…"),
                       tr("Sends no more requests to this host for a while; its work waits"));
    m_close = addButton("closeHostButton", "play", tr("&Close"),
                        tr("Closes the breaker: requests go through again, and a pause of the host ends"));
    m_probe = addButton("probeHostButton", "retry", tr("Let &one through"),
                        tr("Sends one request now; when it goes well, the breaker closes"));
    m_limits = addButton("hostLimitsButton", "limits", tr("&Limits…"),
                         tr("How many requests at once and per second this host gets"));
    connect(m_hold, &QPushButton::clicked, this, &HostsPage::hold);
    connect(m_close, &QPushButton::clicked, this, &HostsPage::close);
    connect(m_probe, &QPushButton::clicked, this, &HostsPage::probe);
    connect(m_limits, &QPushButton::clicked, this, &HostsPage::changeLimits);
}

void HostsPage::layOut()
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_summary, 1);
    for (QPushButton *button : {m_hold, m_close, m_probe, m_limits})
        bar->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
}

void HostsPage::load()
{
    ask(m_desk->hosts(), [this](const std::vector<db::HostRow> &hosts) { take(hosts); });
    askLimits();
}

void HostsPage::askLimits()
{
    ask(m_desk->setting(QStringLiteral("net.per_host")),
        [this](const QString &perHost) { m_model->setDefaults(perHost.toInt(), m_model->defaultRate()); });
    ask(m_desk->setting(QStringLiteral("net.rate_per_host")),
        [this](const QString &rate) { m_model->setDefaults(m_model->defaultPerHost(), rate.toDouble()); });
}

void HostsPage::take(const std::vector<db::HostRow> &hosts)
{
    m_model->setRows(hosts);
    fitColumns(m_table);
    m_table->viewport()->update(); // "in 4 min" ages though no row changed
    const auto holding = std::count_if(hosts.begin(), hosts.end(), models::isHolding);
    qint64 held = 0;
    for (const db::HostRow &host : hosts)
        held += host.held();
    if (hosts.empty())
        m_summary->setText(tr("No host was asked yet. With the first request its limits, failures and "
                              "pauses are shown here."));
    else if (holding == 0)
        m_summary->setText(tr("Requests go through to every host."));
    else
        m_summary->setText(tr("Held at %1 of %2 hosts and steps: %3 retries")
                               .arg(numberText(holding), numberText(m_model->rowCount()), numberText(held)));
    enableButtons();
    emit countChanged(holding);
}

const db::HostRow *HostsPage::current() const
{
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    return selected.isEmpty() ? nullptr : &m_model->rowAt(selected.front().row());
}

void HostsPage::enableButtons()
{
    const db::HostRow *host = current();
    m_hold->setEnabled(host);
    m_limits->setEnabled(host);
    m_close->setEnabled(host && models::isHolding(*host));
    m_probe->setEnabled(host && host->state == core::BreakerState::Open);
}

void HostsPage::hold()
{
    const db::HostRow host = *current();
    auto *dialog = new HoldHostDialog(host, this);
    connect(dialog, &HoldHostDialog::accepted, this, [this, host, dialog] {
        ask(m_desk->tripHost(host.host, dialog->step(), dialog->until()), [this] { reload(); });
    });
    dialog->open();
}

void HostsPage::close()
{
    const db::HostRow host = *current();
    ask(m_desk->resetHost(host.host, host.step), [this] { reload(); });
}

void HostsPage::probe()
{
    const db::HostRow host = *current();
    ask(m_desk->probeHost(host.host, host.step), [this] { reload(); });
}

void HostsPage::changeLimits()
{
    const db::HostRow host = *current();
    auto *dialog = new HostLimitsDialog(host, m_model->defaultPerHost(), m_model->defaultRate(), this);
    connect(dialog, &HostLimitsDialog::accepted, this, [this, host, dialog] {
        ask(m_desk->setHostLimits(host.host, dialog->perHost(), dialog->rate()), [this] { reload(); });
    });
    dialog->open();
}

} // namespace gui
