// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/detailpane.h"

#include "core/whenfinished.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/icons.h"
#include "gui/shell.h"
#include "gui/stepspanel.h"
#include "gui/tables.h"
#include "models/attemptmodel.h"
#include "models/imagemodel.h"
#include "models/words.h"

#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

namespace gui {

using models::numberText;

namespace {

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

DetailPane::DetailPane(Desk *desk, Shell *shell, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_shell(shell), m_attempts(new models::AttemptModel(this)),
      m_images(new models::ImageModel(this)), m_stack(new QStackedWidget(this)), m_tabs(new QTabWidget(this)),
      m_title(plainLabel({}, this)), m_subtitle(plainLabel({}, this)), m_open(new QToolButton(this)),
      m_steps(new StepsPanel(this))
{
    setObjectName(QStringLiteral("detailPane"));
    QLabel *none = plainLabel(tr("Select a vehicle to see its steps, images and attempts."), this);
    none->setAlignment(Qt::AlignCenter);
    none->setEnabled(false);
    auto *shown = new QWidget(this);
    auto *column = new QVBoxLayout(shown);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(6);
    column->addWidget(makeHeader());
    column->addWidget(m_tabs, 1);
    m_tabs->setObjectName(QStringLiteral("detailTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_steps, tr("Steps"));
    connect(m_steps, &StepsPanel::retryStep, this,
            [this](core::Step step) { emit retryStep(m_vehicleId, step); });
    QTableView *images =
        makeTable(m_images, QStringLiteral("imageTable"), static_cast<int>(models::ImageModel::Column::Url));
    images->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(images, &QWidget::customContextMenuRequested, this,
            [this, images](const QPoint &at) { imageMenu(images, at); });
    m_tabs->addTab(images, tr("Images"));
    m_tabs->addTab(makeTable(m_attempts, QStringLiteral("attemptTable"),
                             static_cast<int>(models::AttemptModel::Column::Message)),
                   tr("Attempts"));
    m_tabs->addTab(makeFacts(), tr("Facts"));
    m_stack->addWidget(none);
    m_stack->addWidget(shown);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
}

QWidget *DetailPane::makeHeader()
{
    auto *header = new QWidget(this);
    m_title->setObjectName(QStringLiteral("detailTitle"));
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_subtitle->setObjectName(QStringLiteral("detailSubtitle"));
    m_subtitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_open->setObjectName(QStringLiteral("openListingButton"));
    m_open->setIcon(icon("link"));
    m_open->setText(tr("Open listing"));
    m_open->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_open->setAutoRaise(true);
    connect(m_open, &QToolButton::clicked, this, [this] {
        if (!openWebUrl(*m_shell, m_listingUrl))
            emit failed(tr("This address is not opened: only web addresses (http, https) are."));
    });
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(8, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_title);
    row->addWidget(m_subtitle, 1);
    row->addWidget(m_open);
    return header;
}

QTableView *DetailPane::makeTable(QAbstractItemModel *model, const QString &name, int wideColumn)
{
    auto *table = new QTableView(this);
    table->setObjectName(name);
    table->setFrameShape(QFrame::NoFrame);
    table->setModel(model);
    setUpTable(table);
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(wideColumn, QHeaderView::Stretch);
    table->setItemDelegate(new StateDelegate(table));
    return table;
}

QWidget *DetailPane::makeFacts()
{
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    auto *content = new QWidget(scroll);
    content->setObjectName(QStringLiteral("factsPanel"));
    m_facts = new QFormLayout(content);
    m_facts->setLabelAlignment(Qt::AlignRight);
    m_facts->setHorizontalSpacing(16);
    m_facts->setVerticalSpacing(4);
    scroll->setWidget(content);
    return scroll;
}

void DetailPane::showVehicle(const QString &vehicleId)
{
    if (vehicleId == m_vehicleId)
        return;
    m_vehicleId = vehicleId;
    ++m_generation;
    if (vehicleId.isEmpty())
        m_stack->setCurrentIndex(0);
    else
        reload();
}

void DetailPane::focusTabs()
{
    if (m_stack->currentIndex() == 1)
        m_tabs->tabBar()->setFocus(Qt::ShortcutFocusReason);
}

void DetailPane::reload()
{
    m_isStale = m_asked == m_vehicleId;
    if (m_vehicleId.isEmpty() || m_isStale)
        return;
    m_asked = m_vehicleId;
    core::whenFinished(m_desk->vehicle(m_vehicleId), this,
                       [this, generation = ++m_generation](const core::Result<db::VehicleDetail> &answer) {
                           if (generation != m_generation)
                               return;
                           m_asked.clear();
                           if (answer)
                               take(*answer);
                           else
                               emit failed(answer.error().message);
                           if (m_isStale)
                               reload();
                       });
}

void DetailPane::take(const db::VehicleDetail &detail)
{
    m_listingUrl = detail.listingUrl.isEmpty() ? detail.row.discoveryUrl : detail.listingUrl;
    m_title->setText(models::vehicleName(detail.row));
    QStringList parts;
    if (!detail.row.vin.isEmpty())
        parts += tr("VIN %1").arg(detail.row.vin);
    if (!m_listingUrl.isEmpty())
        parts += m_listingUrl;
    m_subtitle->setText(parts.join(QStringLiteral("  ·  ")));
    m_subtitle->setToolTip(models::plainToolTip(m_subtitle->text()));
    m_open->setEnabled(!m_listingUrl.isEmpty());
    m_steps->showSteps(detail);
    m_images->setRows(detail.images);
    m_attempts->setRows(detail.attempts);
    m_tabs->setTabText(1, tr("Images (%1)").arg(numberText(m_images->rowCount())));
    m_tabs->setTabText(2, tr("Attempts (%1)").arg(numberText(m_attempts->rowCount())));
    for (const char *name : {"imageTable", "attemptTable"})
        fitColumns(findChild<QTableView *>(QLatin1String(name)));
    showFacts(detail);
    m_stack->setCurrentIndex(1);
}

void DetailPane::addFact(const QString &name, const QString &value)
{
    if (value.isEmpty())
        return;
    QWidget *panel = findChild<QWidget *>(QStringLiteral("factsPanel"));
    QLabel *label = plainLabel(value, panel);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    QLabel *caption = plainLabel(name, panel);
    m_facts->addRow(caption, label);
}

void DetailPane::showFacts(const db::VehicleDetail &detail)
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    const QLocale locale;
    const auto money = [&](const std::optional<qint64> &amount) {
        return amount ? QStringLiteral("%1 %2").arg(detail.currency, locale.toString(*amount)).trimmed()
                      : QString();
    };
    addFact(tr("Title"), detail.title);
    addFact(tr("VIN"), detail.row.vin);
    addFact(tr("VIN note"), detail.vinNote);
    addFact(tr("Sale"), QString(detail.saleStatus).replace(QLatin1Char('_'), QLatin1Char(' ')));
    addFact(tr("Price"), money(detail.salePrice));
    addFact(tr("High bid"), money(detail.highBid));
    addFact(tr("Sale date"), locale.toString(detail.saleDate, QLocale::ShortFormat));
    addFact(tr("Mileage"),
            detail.mileage ? QStringLiteral("%1 %2").arg(locale.toString(*detail.mileage), detail.mileageUnit)
                           : QString());
    addFact(tr("Lot"), detail.lot);
    addFact(tr("Location"), detail.location);
    addFact(tr("Seller"), detail.seller);
    addFact(tr("Buyer"), detail.buyer);
    addFact(tr("Source"), detail.source);
    addFact(tr("Page stored"), models::exactTime(detail.pageFetchedAt));
    addFact(tr("Added"), models::exactTime(detail.row.createdAt));
    addFact(tr("Id"), detail.row.vehicleId);
}

void DetailPane::imageMenu(QTableView *table, const QPoint &at)
{
    const QModelIndex index = table->indexAt(at);
    if (!index.isValid())
        return;
    const QString url = index.data(models::UrlRole).toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon("link"), tr("Open image in browser"), this, [this, url] {
        if (!openWebUrl(*m_shell, url))
            emit failed(tr("This address is not opened: only web addresses (http, https) are."));
    });
    menu->addAction(icon("copy"), tr("Copy image address"), this,
                    [url] { QGuiApplication::clipboard()->setText(url); });
    menu->popup(table->viewport()->mapToGlobal(at));
}

} // namespace gui
