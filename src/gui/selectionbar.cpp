// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/selectionbar.h"

#include "gui/icons.h"
#include "models/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace gui {

using models::numberText;

SelectionBar::SelectionBar(QWidget *parent)
    : QWidget(parent), m_sentence(new QLabel(this)), m_all(new QPushButton(this)),
      m_retry(new QToolButton(this)), m_export(new QPushButton(icon("export"), tr("Export…"), this))
{
    m_sentence->setObjectName(QStringLiteral("selectionLabel"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_all->setObjectName(QStringLiteral("selectAllButton"));
    m_retry->setObjectName(QStringLiteral("retryButton"));
    m_retry->setIcon(icon("retry"));
    m_retry->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_retry->setPopupMode(QToolButton::MenuButtonPopup);
    m_retry->setMenu(makeMenu());
    m_retry->setToolTip(tr("Fetches only what is missing; shows first what will be done (R)"));
    m_export->setObjectName(QStringLiteral("exportButton"));
    m_export->setToolTip(tr("Writes the selected rows, or all that match, as CSV (E)"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_sentence);
    row->addWidget(m_all);
    row->addStretch(1);
    row->addWidget(m_retry);
    row->addWidget(m_export);
    m_retry->setMinimumHeight(m_export->sizeHint().height());
    connect(m_retry, &QToolButton::clicked, this, &SelectionBar::retryMissing);
    connect(m_export, &QPushButton::clicked, this, &SelectionBar::exportWanted);
    connect(m_all, &QPushButton::clicked, this, [this] {
        if (m_selection.isAllMatching)
            emit clearSelection();
        else
            emit selectAllMatching();
    });
    setSelection({});
}

QMenu *SelectionBar::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("retryMenu"));
    m_steps = menu->addMenu(tr("Retry step"));
    m_steps->setObjectName(QStringLiteral("retryStepMenu"));
    for (const core::Step step : core::kAllSteps) {
        const QString text = step == core::Step::FetchListing    ? tr("Fetch page")
                             : step == core::Step::ExtractData   ? tr("Data")
                             : step == core::Step::ExtractImages ? tr("Image URLs")
                             : step == core::Step::ExtractVin    ? tr("VIN")
                                                                 : tr("Images");
        QAction *action = m_steps->addAction(text, this, [this, step] { emit retryStep(step); });
        action->setObjectName(QStringLiteral("retryStep_") + core::stepName(step));
    }
    menu->addSeparator();
    QAction *all = menu->addAction(tr("All images again…"), this, &SelectionBar::retryAllImages);
    all->setObjectName(QStringLiteral("retryAllImagesAction"));
    all->setToolTip(tr("Requests stored images a second time"));
    return menu;
}

void SelectionBar::setSelection(const Selection &selection)
{
    m_selection = selection;
    const QString matching = numberText(selection.matching);
    const bool isKnown = selection.matching >= 0;
    if (!isKnown)
        m_sentence->setText(selection.isAllMatching ? tr("All matching are selected")
                                                    : tr("%1 selected").arg(numberText(selection.selected)));
    else if (selection.isAllMatching)
        m_sentence->setText(tr("All %1 matching are selected").arg(matching));
    else if (selection.selected > 0)
        m_sentence->setText(tr("%1 selected of %2 matching").arg(numberText(selection.selected), matching));
    else
        m_sentence->setText(tr("None selected of %1 matching").arg(matching));
    m_all->setText(selection.isAllMatching ? tr("Clear selection") : tr("Select all matching"));
    m_all->setVisible(selection.matching != 0);
    const bool hasTarget = selection.isAllMatching ? selection.matching != 0 : selection.selected > 0;
    m_retry->setText(buttonText());
    m_retry->setEnabled(hasTarget);
    m_export->setEnabled(selection.matching != 0);
}

QString SelectionBar::buttonText() const
{
    const qint64 count = m_selection.isAllMatching ? m_selection.matching : m_selection.selected;
    if (count < 0)
        return tr("Retry all matching…");
    if (count == 0)
        return tr("Retry missing…");
    const QString vehicles = count == 1 ? tr("1 vehicle") : tr("%1 vehicles").arg(numberText(count));
    if (!m_selection.isAllMatching && m_selection.isImagesOnly && m_selection.missingImages > 0) {
        const QString images = m_selection.missingImages == 1
                                   ? tr("1 missing image")
                                   : tr("%1 missing images").arg(numberText(m_selection.missingImages));
        return tr("Retry %1 of %2…").arg(images, vehicles);
    }
    return count == 1 ? tr("Retry what 1 vehicle lacks…")
                      : tr("Retry what %1 lack…", "count of vehicles").arg(vehicles);
}

} // namespace gui
