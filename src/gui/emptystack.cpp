// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/emptystack.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

namespace gui {

EmptyStack::EmptyStack(QWidget *content, const QString &sentence, QWidget *parent)
    : QStackedWidget(parent), m_label(new QLabel(sentence))
{
    addWidget(content);
    auto *empty = new QFrame(this);
    empty->setFrameShape(QFrame::StyledPanel);
    empty->setAutoFillBackground(true);
    empty->setBackgroundRole(QPalette::Base);
    m_label->setObjectName(content->objectName() + QStringLiteral("Empty"));
    m_label->setTextFormat(Qt::PlainText);
    m_label->setAlignment(Qt::AlignCenter);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse); // it may name a command
    auto *column = new QVBoxLayout(empty);
    column->addStretch(2);
    column->addWidget(m_label);
    column->addStretch(3);
    addWidget(empty);
}

void EmptyStack::setEmpty(bool isEmpty)
{
    setCurrentIndex(isEmpty ? 1 : 0);
}

} // namespace gui
